"""The style sheets, scripts and templates: both directions, one palette, nothing inline or far."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
import tinycss2  # type: ignore[import-untyped]  # it has no types

from app.web.static import STATIC_DIR, StaticFiles

APP: Final = STATIC_DIR.parent.parent
SHEETS: Final = sorted(APP.glob("*/static/**/*.css"))
SCRIPTS: Final = sorted(APP.glob("*/static/**/*.js"))
# Templates of pages; the certificate's own sheet is for the printer and never reaches a browser.
TEMPLATES: Final = sorted(
    path
    for path in APP.glob("*/templates/**/*")
    if path.suffix in {".html", ".svg"} and "pdf" not in path.parts
)
PHYSICAL: Final = re.compile(
    r"^(left|right|top|bottom"
    r"|(margin|padding|scroll-margin|scroll-padding)-(left|right|top|bottom)"
    r"|border-(left|right|top|bottom)(-(width|style|color))?"
    r"|border-(top|bottom)-(left|right)-radius)$"
)
SIDED: Final = frozenset({"text-align", "float", "clear", "caption-side"})
NAMED_COLOURS: Final = frozenset(
    ("white", "black", "red", "green", "blue", "yellow", "orange", "purple", "gray", "grey")
)


class Declaration(NamedTuple):
    """One `name: value` and the selectors and at-rules that it stands in."""

    where: tuple[str, ...]
    name: str
    value: str
    tokens: list[Any]


def declarations(css: str) -> Iterator[Declaration]:
    """Yield every declaration of a sheet, those inside at-rules included."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    yield from _inside(rules, ())


def _inside(nodes: list[Any], where: tuple[str, ...]) -> Iterator[Declaration]:
    for node in nodes:
        assert node.type != "error", f"{node.message} at line {node.source_line}"
        if node.type == "declaration":
            yield Declaration(where, node.lower_name, tinycss2.serialize(node.value), node.value)
        elif node.type in {"qualified-rule", "at-rule"} and node.content is not None:
            keyword = f"@{node.at_keyword} " if node.type == "at-rule" else ""
            here = (*where, keyword + tinycss2.serialize(node.prelude).strip())
            inner = tinycss2.parse_blocks_contents(
                node.content, skip_comments=True, skip_whitespace=True
            )
            yield from _inside(inner, here)


def sheet_ids(path: Path) -> str:
    return path.name


every_sheet = pytest.mark.parametrize("sheet", SHEETS, ids=sheet_ids)
every_template = pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda path: path.relative_to(APP).as_posix()
)


def test_there_is_something_to_look_at() -> None:
    assert len(SHEETS) >= 4
    assert len(SCRIPTS) >= 3
    assert len(TEMPLATES) >= 20


@every_sheet
def test_a_sheet_names_no_side_of_the_screen(sheet: Path) -> None:
    """What is left in French is right in Arabic: only start and end, block and inline."""
    wrong = [
        f"{' '.join(one.where)} {{ {one.name}: {one.value.strip()} }}"
        for one in declarations(sheet.read_text("utf-8"))
        if PHYSICAL.match(one.name)
        or (one.name in SIDED and re.search(r"\b(left|right)\b", one.value))
    ]

    assert wrong == []


@every_sheet
def test_a_shorthand_has_the_same_space_on_both_sides(sheet: Path) -> None:
    """`margin: 0 1rem 0 0` is a physical side in disguise."""
    wrong = []
    for one in declarations(sheet.read_text("utf-8")):
        if one.name not in {"margin", "padding", "inset", "scroll-margin", "scroll-padding"}:
            continue
        values = [
            tinycss2.serialize([t]) for t in one.tokens if t.type not in {"whitespace", "comment"}
        ]
        if len(values) == 4 and values[1] != values[3]:
            wrong.append(f"{' '.join(one.where)} {{ {one.name}: {one.value.strip()} }}")

    assert wrong == []


def _colours(tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "hash":
            yield f"#{token.value}"
        elif token.type == "ident" and token.lower_value in NAMED_COLOURS:
            yield token.lower_value
        elif token.type == "function":
            if token.lower_name in {"rgb", "rgba", "hsl", "hsla", "oklch", "lab", "hwb"}:
                yield f"{token.lower_name}()"
            yield from _colours(token.arguments)


@every_sheet
def test_every_colour_is_a_token(sheet: Path) -> None:
    """A literal colour would not follow the dark scheme; the palette is in `:root` alone."""
    wrong = [
        f"{' '.join(one.where)} {{ {one.name}: {one.value.strip()} }}"
        for one in declarations(sheet.read_text("utf-8"))
        if list(_colours(one.tokens))
        and not (one.name.startswith("--") and one.where[-1].startswith(":root"))
        and "mask" not in one.name  # only its opacity counts
        and "@media print" not in one.where  # paper is white in both schemes
    ]

    assert wrong == []


def test_every_token_that_is_used_is_defined() -> None:
    everything = [one for sheet in SHEETS for one in declarations(sheet.read_text("utf-8"))]
    defined = {one.name for one in everything if one.name.startswith("--")}
    used = {
        name for one in everything for name in re.findall(r"var\(\s*(--[\w-]+)\s*\)", one.value)
    }

    assert used - defined == set()


@pytest.mark.parametrize("path", [*SHEETS, *SCRIPTS], ids=sheet_ids)
def test_no_sheet_or_script_calls_another_site(path: Path) -> None:
    text = path.read_text("utf-8").replace("http://www.w3.org/", "")

    assert re.findall(r"""(?:https?:|["'(])//[^\s"')]+""", text) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=sheet_ids)
def test_no_script_makes_code_or_markup_from_text(script: Path) -> None:
    """A fragment that our own server rendered and escaped may be put in place as it is."""
    text = script.read_text("utf-8")

    assert re.findall(r"\beval\(|new Function|outerHTML|document\.write|cssText", text) == []
    assert re.findall(r"innerHTML\s*=\s*(?!await reply\.text\(\))", text) == []
    assert re.findall(r"insertAdjacentHTML|setAttribute\(\s*[\"']style", text) == []


@every_template
def test_a_page_has_nothing_inline(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text("utf-8"), flags=re.DOTALL)

    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"<[^>]*\son[a-z]+\s*=", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) == []
    assert re.findall(r"javascript:|srcdoc=|\|\s*safe\s*\(", text) == []


@every_template
def test_a_page_loads_nothing_from_elsewhere(template: Path) -> None:
    text = template.read_text("utf-8")

    tags = re.findall(
        r"<(?:script|link|img|source|iframe|form|video|audio|use|object)\b[^>]*>", text
    )
    assert [tag for tag in tags if re.search(r"""=["'](?:https?:)?//""", tag)] == []


@every_template
def test_a_button_says_what_it_does_when_pressed(template: Path) -> None:
    buttons = re.findall(r"<button\b[^>]*>", template.read_text("utf-8"))

    assert [button for button in buttons if not re.search(r"\btype=", button)] == []


def _on_the_wire(*names: str) -> int:
    files = StaticFiles()
    bodies = {file.url: file.body for file in files.files()}
    return sum(len(gzip.compress(bodies[files.url(name)], 9)) for name in names)


@pytest.mark.parametrize("sheet", ["home", "course", "learner"])
def test_the_style_of_a_page_weighs_at_most_ten_kilobytes(sheet: str) -> None:
    assert _on_the_wire("css/site.css", f"css/{sheet}.css") <= 10_000


@pytest.mark.parametrize(
    "scripts",
    [("lesson", "checks"), ("checks",), ("case",), ("filter",), ("modules",), ("quiz",)],
    ids=" ".join,
)
def test_the_scripts_of_a_page_weigh_at_most_eight_kilobytes(scripts: tuple[str, ...]) -> None:
    own = [f"js/{script}.js" for script in scripts]

    assert _on_the_wire("js/theme.js", "js/shell.js", *own) <= 8_000


@pytest.mark.parametrize(("family", "budget_bytes"), [("sans", 20_000), ("arabic", 48_000)])
def test_the_fonts_of_a_language_are_small(family: str, budget_bytes: int) -> None:
    files = sorted((STATIC_DIR / "fonts").glob(f"{family}-*.woff2"))

    assert len(files) == 2
    assert sum(file.stat().st_size for file in files) <= budget_bytes
