"""Two hundred mutations of the shipped files: nothing raises, and each is reported.

A mutation is tried on the files of one module with what they share, so that it takes a fraction of
a second; the findings that were there before are set aside.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from app.modules.findings import Finding
from app.modules.lint import lint
from app.modules.reader import content_of
from app.modules.source import MAX_TEXT_BYTES, ContentTree, read_tree
from tests.modules.test_real_content import ROOT

MUTATIONS = 200
SHARED = ("course.yml", "exam.yml", "refs.yml")
HUGE_BYTES = 50_000_000

Mutation = Callable[[str, random.Random], bytes]


@cache
def shipped() -> ContentTree:
    return read_tree(ROOT)


@cache
def of_module(module_id: str) -> ContentTree:
    """Return the shipped files of one module, and what all modules share."""
    texts = {
        path: text
        for path, text in shipped().texts.items()
        if path in SHARED or f"/{module_id}" in path
    }
    return replace(shipped(), texts=texts)


@cache
def before(module_id: str) -> frozenset[tuple[str, str, str]]:
    return frozenset(_told(lint(content_of((of_module(module_id),)))))


def _told(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(one.path, one.rule, one.message) for one in findings]


def put_in(junk: bytes) -> Mutation:
    def mutate(text: str, chance: random.Random) -> bytes:
        at = chance.randrange(len(text))
        return text[:at].encode() + junk + text[at:].encode()

    return mutate


def cut_short(text: str, chance: random.Random) -> bytes:
    return text[: len(text) * chance.randint(10, 80) // 100].encode()


def repeat_a_key(text: str, chance: random.Random) -> bytes:
    """Write a line `key: value` twice: in YAML, or in the front matter of a text."""
    lines = text.split("\n")
    end = lines.index("---", 1) if lines[0] == "---" else len(lines)
    keys = [
        number
        for number, line in enumerate(lines[:end])
        if line.lstrip().partition(":")[0].isidentifier() and ": " in line and "|" not in line
    ]
    at = chance.choice(keys)
    return "\n".join([*lines[: at + 1], lines[at], *lines[at + 1 :]]).encode()


def take_another_id(text: str, chance: random.Random) -> bytes:
    """Give a unit, an item or a module the id of another."""
    lines = text.split("\n")
    at = chance.choice([n for n, line in enumerate(lines) if line.lstrip("- ").startswith("id: ")])
    start = lines[at].index("id: ") + len("id: ")
    other = chance.choice(["m09-l01", "m02-c9", "x", "M01", "m01-q99", "0", "m02"])
    return "\n".join([*lines[:at], lines[at][:start] + other, *lines[at + 1 :]]).encode()


def nest_deeply(text: str, _chance: random.Random) -> bytes:
    nested = "x: " + "[" * 200 + "1" + "]" * 200
    if text.startswith("---\n"):
        return text.replace("---\n", f"---\n{nested}\n", 1).encode()
    return f"{nested}\n{text}".encode()


def leave_a_directive_open(text: str, _chance: random.Random) -> bytes:
    return f"{text}\n::: key\nrien\n".encode()


def quote_deeply(text: str, _chance: random.Random) -> bytes:
    """Nest a thousand quotes and brackets; the section that follows is new and must be noticed."""
    return f"{text}\n{'> ' * 1000}x\n{'[' * 1000}\n\n## Nouveau {{#neuf}}\n".encode()


EVERYWHERE: Mapping[str, Mutation] = {
    "bytes that are no text": put_in(b"\xff\xfe"),
    "a bidi control": put_in("\u202e".encode()),
    "a control character": put_in(b"\x07"),
    "a byte order mark": lambda text, _chance: b"\xef\xbb\xbf" + text.encode(),
    "cut short": cut_short,
    "empty": lambda _text, _chance: b"",
    "a key twice": repeat_a_key,
    "bottomless nesting": nest_deeply,
}
IN_TEXTS: Mapping[str, Mutation] = {
    "a directive left open": leave_a_directive_open,
    "bottomless quotes": quote_deeply,
    "another id": take_another_id,
}
IN_BANKS: Mapping[str, Mutation] = {"another id": take_another_id}
IN_DRAWINGS = (
    *("bytes that are no text", "a bidi control", "a control character"),
    *("cut short", "empty"),
)


def kinds_of(path: str) -> Mapping[str, Mutation]:
    if path.endswith(".svg"):
        return {name: EVERYWHERE[name] for name in IN_DRAWINGS}
    if path.endswith(".md"):
        return {**EVERYWHERE, **IN_TEXTS}
    return {**EVERYWHERE, **IN_BANKS} if "/bank/" in path else EVERYWHERE


@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_a_mutation_of_a_shipped_file_is_reported_in_that_file_or_its_twin(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - reproducible damage, no secret
    suffixes = (".md", ".yml", ".svg")
    path = chance.choice(sorted(one for one in shipped().texts if one.endswith(suffixes)))
    module_id = "m02" if path in SHARED else Path(path).stem[:3]
    kind = chance.choice(sorted(kinds_of(path)))
    tree = of_module(module_id)
    mutated = kinds_of(path)[kind](tree.texts[path].decode(), chance)

    findings = lint(content_of((replace(tree, texts={**tree.texts, path: mutated}),)))

    new = [one for one in findings if (one.path, one.rule, one.message) not in before(module_id)]
    # what one language has and the other has not may be told in either
    twins = {path, path.replace("fr/", "ar/", 1), path.replace("ar/", "fr/", 1)}
    assert any(one.path in twins for one in new), f"{kind} in {path}: {new[:3]}"
    assert all(one.message and one.rule for one in new)


def test_a_file_of_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "fr" / "lessons" / "m01-l01.md"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x" * HUGE_BYTES)

    tree = read_tree(tmp_path)

    (found,) = tree.findings
    assert (found.path, found.rule) == ("fr/lessons/m01-l01.md", "size")
    assert f"{MAX_TEXT_BYTES // 1000} kB" in found.message
    assert tree.texts == {}
