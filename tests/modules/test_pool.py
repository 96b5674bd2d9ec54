"""Whether a quiz can be drawn: modules and levels at once."""

import pytest

from app.modules.content import ItemUnit
from app.modules.items import OrderSource
from app.modules.pool import missing_from_draw
from app.modules.reader import read_content
from app.modules.stats import pool_name, stats_of
from tests.modules.content_tree import ContentFolder


def item(
    module_id: str, level: int, number: int, objective: str = "o1", vignette: str | None = None
) -> ItemUnit:
    source = OrderSource.model_validate(
        {
            "id": f"{module_id}-q{number:02}",
            "version": 1,
            "status": "reviewed",
            "type": "order",
            "use": "exam",
            "objective": objective,
            "vignette": vignette,
            "level": level,
            "refs": ["cp-1"],
            "stem": "s",
            "why": "w",
            "key": ["a", "b", "c"],
            "steps": {"a": "1", "b": "2", "c": "3"},
        }
    )
    return ItemUnit(source, module_id, "fr", "0" * 64, "fr/bank/x.yml", 0, {})


def pool(**cells: int) -> list[ItemUnit]:
    """Return `m01_2=3`: three items of module m01 and level 2."""
    found: list[ItemUnit] = []
    for name, count in cells.items():
        module_id, level = name.split("_")
        found += [item(module_id, int(level), 10 + len(found) + n) for n in range(count)]
    return found


@pytest.mark.parametrize(
    ("items", "missing"),
    [
        (pool(m01_1=1, m01_2=1, m02_1=1, m02_2=1), 0),
        (pool(m01_1=2, m02_2=2), 0),
        (pool(m01_1=2, m02_1=2), 2),
        (pool(m01_1=1, m01_2=1, m02_1=2), 1),
        (pool(m01_1=2, m01_2=2, m02_1=2), 0),
        (pool(m01_1=9, m01_2=9), 2),
        (pool(), 4),
    ],
)
def test_a_draw_needs_its_modules_and_its_levels_together(
    items: list[ItemUnit], missing: int
) -> None:
    assert missing_from_draw(items, {"m01": 2, "m02": 2}, {1: 2, 2: 2}) == missing


def test_first_choices_are_taken_back_when_another_module_needs_them() -> None:
    items = pool(m01_1=2, m01_2=2, m02_1=1, m02_3=1, m03_1=1)

    assert missing_from_draw(items, {"m01": 2, "m02": 1, "m03": 1}, {1: 2, 2: 2}) == 0


def test_a_draw_owes_each_objective_its_item() -> None:
    items = [item("m01", 1, 10), item("m01", 3, 11), item("m01", 3, 12), item("m01", 1, 13, "o2")]

    assert missing_from_draw(items, {"m01": 2}, {3: 2}) == 2
    assert missing_from_draw(items, {"m01": 2}, {1: 1, 3: 1}) == 0
    assert missing_from_draw(items, {"m01": 2}, {3: 2}, every_objective=0) == 0


def test_the_items_of_a_vignette_are_drawn_together() -> None:
    items = [
        item("m01", 1, 10, vignette="m01-v1"),
        item("m01", 2, 11, vignette="m01-v1"),
        item("m01", 1, 12),
    ]

    assert missing_from_draw(items, {"m01": 2}, {1: 1, 2: 1}) == 0
    assert missing_from_draw(items, {"m01": 2}, {1: 2}) == 1
    assert missing_from_draw(items, {"m01": 1}, {2: 1}) == 1


def test_an_enormous_blueprint_is_counted_at_once() -> None:
    huge = 10**9

    assert missing_from_draw(pool(m01_1=2), {"m01": huge}, {1: huge}, huge) == huge


@pytest.mark.parametrize(
    ("ratio", "name"), [(1, "specimen pool"), (3, "specimen pool"), (4, "full pool")]
)
def test_a_small_pool_is_called_a_specimen(ratio: int, name: str) -> None:
    assert pool_name(ratio) == name


def test_the_figures_of_a_course(stamped_course: ContentFolder) -> None:
    stats = stats_of(read_content(stamped_course.root))

    module = stats.modules[0]
    assert (module.listed_lessons, module.planned_lessons, module.cases) == (1, 1, 1)
    assert (module.checks, module.exam_items, module.drafts, module.servable) == (1, 4, 0, 4)
    assert module.types == ("match", "multi", "order", "truefalse")
    assert (module.minutes, module.scenes, module.figures, module.practice_checks) == (40, 4, 1, 0)
    assert module.levels == {1: 2, 2: 1, 3: 1}
    french, arabic = module.languages
    assert (french.language, french.stale, arabic.stale, arabic.missing) == ("fr", 0, 0, 0)
    assert french.lesson_words > arabic.lesson_words > 100
    assert stats.states == {"current": 11}
    assert stats.cannot_be_placed == 0
    assert stats.laws == {"verified": 2, "verified-press": 1}


def test_a_source_that_changed_is_counted_for_its_translation(
    course: ContentFolder,
) -> None:
    course.replace("fr/lessons/m01-l01.md", "Repérer la", "Reconnaître la")

    module = stats_of(read_content(course.root)).modules[0]

    assert [one.stale for one in module.languages] == [0, 1]
