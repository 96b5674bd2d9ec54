"""Rules about the final quiz: the blueprint adds up, and the pool can feed it in both languages."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from app.modules.content import EXAM_FILE, Content, ItemUnit
from app.modules.findings import Finding
from app.modules.pool import gradable, margins, missing_from_draw, servable

Rule = Callable[[Content], Iterable[Finding]]


def sums_of_blueprint(content: Content) -> Iterator[Finding]:
    """Modules and levels each add up to the number of items drawn."""
    exam = content.exam
    if exam is None:
        return
    for name, total in (
        ("per_module", sum(exam.per_module.values())),
        ("levels", sum(exam.levels.values())),
    ):
        if total != exam.draw:
            line = content.line(EXAM_FILE, name)
            message = f"{name} adds up to {total}, draw is {exam.draw}: make them equal"
            yield Finding(EXAM_FILE, line, "blueprint", message)


def modules_of_blueprint(content: Content) -> Iterator[Finding]:
    """Check that the blueprint names modules of the course."""
    if content.exam is None or content.course is None:
        return
    known = {module.id for module in content.course.modules}
    for module_id in set(content.exam.per_module) - known:
        line = content.line(EXAM_FILE, "per_module", module_id)
        yield Finding(EXAM_FILE, line, "blueprint", f"there is no module {module_id}: delete it")


def feasible_draw(content: Content) -> Iterator[Finding]:
    """Check that a whole quiz can be drawn from what is reviewed and current in both languages.

    Enemies stay aside, as in `missing_from_draw`.
    """
    exam = content.exam
    if exam is None:
        return
    missing = missing_from_draw(
        servable(content), exam.per_module, exam.levels, exam.every_objective
    )
    if missing:
        line = content.line(EXAM_FILE, "draw")
        message = (
            f"no quiz can be drawn: {missing} of {exam.draw} items cannot be placed:"
            " write and stamp items of the modules, levels and objectives that `content stats`"
            " shows as short, or change exam.yml"
        )
        yield Finding(EXAM_FILE, line, "feasible", message, "warning")


def large_enough_pool(content: Content) -> Iterator[Finding]:
    """Each margin holds `pool_ratio` times what is drawn from it."""
    exam = content.exam
    if exam is None:
        return
    for margin in margins(content):
        if margin.available < margin.drawn * exam.pool_ratio:
            line = content.line(EXAM_FILE, "pool_ratio")
            message = (
                f"{margin.kind} {margin.name}: {margin.available} items for {margin.drawn} drawn,"
                f" {margin.drawn * exam.pool_ratio} wanted: write more, or lower pool_ratio"
            )
            yield Finding(EXAM_FILE, line, "pool", message, "warning")


def vignettes_that_fit(content: Content) -> Iterator[Finding]:
    """Check that the places left by a vignette suffice for the objectives it leaves out.

    Its items are drawn together: one that fails here is never served.
    """
    exam = content.exam
    if exam is None:
        return
    together: dict[str, list[ItemUnit]] = defaultdict(list)
    for item in content.items.values():
        if item.source.use == "exam" and item.source.vignette:
            together[item.source.vignette].append(item)
    for name, items in together.items():
        module_id, covered = items[0].module_id, {item.source.objective for item in items}
        wanted = {objective for owner, objective in gradable(content) if owner == module_id}
        left = exam.per_module.get(module_id, 0) - len(items)
        if left < len(wanted - covered) * exam.every_objective:
            line = content.line(items[0].path, "vignettes", name)
            message = (
                f"vignette {name} is never drawn: beside its {len(items)} items,"
                f" {left} places are left for {len(wanted - covered)} objectives: shorten it"
            )
            yield Finding(items[0].path, line, "vignette", message)


def drafts(content: Content) -> Iterator[Finding]:
    """Say how many items wait for an independent reading: they are not served."""
    waiting = Counter(
        item.path
        for item in content.items.values()
        if item.source.use == "exam" and item.source.status == "draft"
    )
    for path, count in waiting.items():
        message = f"{count} exam items are drafts: not served until reviewed"
        yield Finding(path, 1, "draft", message, "note")


RULES: Final[tuple[Rule, ...]] = (
    sums_of_blueprint,
    modules_of_blueprint,
    feasible_draw,
    large_enough_pool,
    vignettes_that_fit,
    drafts,
)
