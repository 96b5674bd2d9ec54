"""`lms content print` and `lms content epub`: a module as a book.

Each command loads what it needs: `lms content lint` imports this file too, and is spared the
printer.
"""
# ruff: noqa: PLC0415 - see above

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from app.core.i18n import LANGUAGES
from app.core.settings import Settings

if TYPE_CHECKING:
    from app.handbooks.book import Book, Kind
    from app.modules.edition import Edition
    from app.web.templating import Templates

app = typer.Typer(help="A module as a book.", no_args_is_help=True)
_REFUSED: Final = 1

Modules = Annotated[
    list[str] | None, typer.Option("--module", help="Module, for example m02; default: every one.")
]
Languages = Annotated[
    list[str] | None, typer.Option("--lang", help="Language, fr or ar; default: both.")
]
Folder = Annotated[Path, typer.Option("--to", help="Folder to write into.")]
Root = Annotated[
    Path | None, typer.Option("--root", help="Content folder; default: APP_CONTENT_ROOT.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


@app.command("print")
def print_command(
    *,
    module: Modules = None,
    lang: Languages = None,
    guide: Annotated[
        bool, typer.Option("--guide", help="The trainer's guide instead of the handbook.")
    ] = False,
    to: Folder = Path(),
    root: Root = None,
    as_json: AsJson = False,
) -> None:
    """Write the handbook of a module, or its trainer's guide, as PDF for A4 paper."""
    from app.handbooks.pdf import print_pdf

    kind: Kind = "guide" if guide else "handbook"
    _write(_books(module, lang, kind, root), print_pdf, to, "pdf", as_json=as_json)


@app.command("epub")
def epub_command(
    *,
    module: Modules = None,
    lang: Languages = None,
    to: Folder = Path(),
    root: Root = None,
    as_json: AsJson = False,
) -> None:
    """Write the handbook of a module as EPUB 3, to read on a phone without a network."""
    from app.handbooks.epub import write_epub

    _write(_books(module, lang, "handbook", root), write_epub, to, "epub", as_json=as_json)


def _books(
    modules: list[str] | None, languages: list[str] | None, kind: "Kind", root: Path | None
) -> "Iterable[tuple[Book, Templates]]":
    from app.handbooks.make import BookMaker, templates_of

    settings = Settings()
    edition = _edition(root or settings.content_root)
    known = [module.id for module in edition.modules()]
    for wanted in modules or ():
        if wanted not in known:
            raise typer.BadParameter(
                f"no module {wanted}: {', '.join(known)}", param_hint="--module"
            )
    for wanted in languages or ():
        if wanted not in LANGUAGES:
            raise typer.BadParameter(f"{wanted} is not fr or ar", param_hint="--lang")
    templates = templates_of(settings)
    maker = BookMaker(edition, templates, settings)
    for module_id in modules or known:
        for language in LANGUAGES:
            if language in (languages or LANGUAGES):
                yield maker.make(module_id, language, kind), templates


def _edition(root: Path) -> "Edition":
    """Return the edition of a folder, or end with the errors that are to be mended first."""
    from app.modules.edition import BrokenContent
    from app.modules.service import load_edition

    if not root.is_dir():
        raise typer.BadParameter(f"{root} is not a folder", param_hint="--root")
    loaded = load_edition(root)
    if isinstance(loaded, BrokenContent):
        for finding in loaded.findings:
            if finding.severity == "error":
                typer.echo(str(finding), err=True)
        typer.echo("No book is made while the course has errors.", err=True)
        raise typer.Exit(_REFUSED)
    return loaded


def _write(
    books: "Iterable[tuple[Book, Templates]]",
    form: "Callable[[Book, Templates], bytes]",
    folder: Path,
    suffix: str,
    *,
    as_json: bool,
) -> None:
    """Write each book; a file that is there is replaced at once, never half."""
    written = []
    for book, templates in books:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{book.name}.{suffix}"
        content = form(book, templates)
        draft = path.with_suffix(".part")
        draft.write_bytes(content)
        draft.replace(path)
        written.append({"path": str(path), "bytes": path.stat().st_size})
        if not as_json:
            typer.echo(f"{path}: {path.stat().st_size} bytes")
    if as_json:
        typer.echo(json.dumps(written, ensure_ascii=False))


if __name__ == "__main__":
    app()
