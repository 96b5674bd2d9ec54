"""`lms content`: check the course, stamp translations, count.

Each command loads what it needs: `lms serve` imports this file too, and is spared the parsers.
"""
# ruff: noqa: PLC0415 - see above

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.core.settings import Settings
from app.modules.findings import Finding

if TYPE_CHECKING:
    from app.modules.content import Content
    from app.modules.stamping import StampReport
    from app.modules.stats import Stats

FINDINGS_EXIT: Final = 1
_WIDE: Final = 110  # columns: tables keep their headings when the output is not a terminal
app = typer.Typer(help="Check the course, stamp translations, count.", no_args_is_help=True)
_STYLES: Final = {"error": "bold red", "warning": "yellow", "note": "dim"}

AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
Root = Annotated[
    Path | None, typer.Option("--root", help="Content folder; default: APP_CONTENT_ROOT.")
]
ExamRoot = Annotated[
    Path | None, typer.Option("--exam-root", help="Private exam folder; default: APP_EXAM_ROOT.")
]


@app.command("lint")
def lint_command(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Only findings under these paths.")
    ] = None,
    *,
    root: Root = None,
    exam_root: ExamRoot = None,
    as_json: AsJson = False,
) -> None:
    """Check every file of the course. Exit code 1 when something is to be mended."""
    from app.modules.lint import lint

    content = _read(root, exam_root)
    findings = _under(lint(content), paths or [], content.tree.root)
    if as_json:
        typer.echo(json.dumps([one.as_dict() for one in findings], ensure_ascii=False, indent=1))
    else:
        _show_findings(findings)
    if any(one.severity != "note" for one in findings):
        raise typer.Exit(FINDINGS_EXIT)


@app.command("stamp")
def stamp_command(
    files: Annotated[list[Path], typer.Argument(help="Translation files that were re-read.")],
    *,
    root: Root = None,
    as_json: AsJson = False,
) -> None:
    """Write into translations which state of the source they were re-read against."""
    from app.modules.stamping import stamp

    content = _read(root, None)
    reports = [stamp(content, _relative(file, content.tree.root)) for file in files]
    if as_json:
        typer.echo(json.dumps([_report_data(one) for one in reports], ensure_ascii=False, indent=1))
    else:
        for report in reports:
            typer.echo(f"{report.path}: {report.changed} stamps changed")
        _show_findings(tuple(one for report in reports for one in report.findings))
    if any(report.findings for report in reports):
        raise typer.Exit(FINDINGS_EXIT)


@app.command("stats")
def stats_command(
    *, root: Root = None, exam_root: ExamRoot = None, as_json: AsJson = False
) -> None:
    """Count lessons, items and references, and say how large the exam pool is."""
    from app.modules.stats import stats_of

    stats = stats_of(_read(root, exam_root))
    if as_json:
        typer.echo(json.dumps(stats.as_dict(), ensure_ascii=False, indent=1))
    else:
        _show_stats(stats)


def _read(root: Path | None, exam_root: Path | None) -> "Content":
    from app.modules.reader import read_content

    settings = Settings()
    folder = root or Path(settings.content_root)
    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder", param_hint="--root")
    return read_content(folder, exam_root or settings.exam_root)


def _relative(path: Path, root: Path) -> str:
    absolute = path.resolve()
    if absolute.is_relative_to(root.resolve()):
        return absolute.relative_to(root.resolve()).as_posix()
    return path.as_posix()


def _under(findings: tuple[Finding, ...], paths: list[str], root: Path) -> tuple[Finding, ...]:
    wanted = tuple(_relative(Path(path), root) for path in paths)
    return tuple(one for one in findings if not wanted or one.path.startswith(wanted))


def _report_data(report: "StampReport") -> dict[str, object]:
    findings = [one.as_dict() for one in report.findings]
    return {"path": report.path, "changed": report.changed, "findings": findings}


def _show_findings(findings: tuple[Finding, ...]) -> None:
    console = Console(highlight=False)
    for one in findings:
        style = _STYLES[one.severity]
        console.print(
            f"{escape(one.path)}:{one.line}: [{style}]{one.severity}[/] {escape(one.message)}"
            f" [dim]{one.rule}[/]",
            soft_wrap=True,
        )
    counts = Counter(one.severity for one in findings)
    console.print(f"{counts['error']} errors, {counts['warning']} warnings, {counts['note']} notes")


def _show_stats(stats: "Stats") -> None:
    console = Console(highlight=False)
    console.width = max(console.width, _WIDE)
    console.print(f"Edition {stats.edition} ({stats.hash[:12]})")
    console.print(_words_table(stats))
    console.print(_items_table(stats))
    console.print(_cells_table(stats))
    pool = Table(title=f"Exam: {stats.pool} (ratio {stats.pool_ratio})")
    for name in ("margin", "drawn", "available", "ratio"):
        pool.add_column(name, justify="left" if name == "margin" else "right")
    for margin in stats.margins:
        name = f"{margin.kind} {margin.name}"
        pool.add_row(name, str(margin.drawn), str(margin.available), f"{margin.ratio:.1f}")
    console.print(pool)
    laws = ", ".join(f"{count} {name}" for name, count in stats.laws.items())
    states = ", ".join(f"{count} {name}" for name, count in stats.states.items())
    console.print(f"Translations: {states}. Laws: {laws}. Terms: {stats.terms}.")
    if stats.cannot_be_placed:
        console.print(f"No quiz can be drawn yet: {stats.cannot_be_placed} items are missing.")


def _words_table(stats: "Stats") -> Table:
    table = Table("module", "language", title="Texts")
    for name in ("lessons", "planned", "minutes", "words", "cases", "scenes", "case words"):
        table.add_column(name, justify="right")
    for name in ("figures", "stale", "missing"):
        table.add_column(name, justify="right")
    for one in stats.modules:
        for told in one.languages:
            counts = (one.listed_lessons, one.planned_lessons, one.minutes, told.lesson_words)
            more = (one.cases, one.scenes, told.case_words, one.figures, told.stale, told.missing)
            table.add_row(one.id, told.language, *map(str, (*counts, *more)))
    return table


def _items_table(stats: "Stats") -> Table:
    table = Table("module", title="Questions")
    for name in ("checks", "practice", "exam", "drafts", "served", "level 1", "2", "3", "types"):
        table.add_column(name, justify="right")
    for one in stats.modules:
        counts = (one.checks, one.practice_checks, one.exam_items, one.drafts, one.servable)
        table.add_row(one.id, *map(str, (*counts, *one.levels.values(), len(one.types))))
    return table


def _cells_table(stats: "Stats") -> Table:
    table = Table("module", "objective", title="Exam items that can be served, by cell")
    for name in ("level 1", "level 2", "level 3", "all"):
        table.add_column(name, justify="right")
    for one in stats.modules:
        for objective, levels in one.cells.items():
            counts = (*levels.values(), sum(levels.values()))
            table.add_row(one.id, objective, *map(str, counts))
    return table


if __name__ == "__main__":
    app()
