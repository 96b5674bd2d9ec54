"""Small builders for items of the quiz, with defaults that let a test show only what matters."""

from app.quiz.frozen import FrozenChoice, FrozenGap, FrozenItem

SEED = bytes(range(16))


def choices(*ids: str) -> tuple[FrozenChoice, ...]:
    return tuple(FrozenChoice(id=one, html=f"<b>{one}</b>") for one in ids)


def frozen_item(**given: object) -> FrozenItem:
    """Return a `single` item with options a, b, c and key a, unless told otherwise."""
    values: dict[str, object] = {
        "item_id": "m01-q11",
        "language": "fr",
        "version": 1,
        "source_hash": "0" * 64,
        "module_id": "m01",
        "objective": "o1",
        "level": 1,
        "refs": ("cp-448-1",),
        "type": "single",
        "scoring": "partial",
        "weight": 1.0,
        "fixed": False,
        "vignette": None,
        "vignette_html": "",
        "stem_html": "Que faut-il établir ?",
        "stem_parts": (),
        "choices": choices("a", "b", "c"),
        "rows": (),
        "gaps": (),
        "key": ("a",),
        "why_html": "SECRET-WHY",
        "why_not": {"b": "SECRET-WHY-NOT"},
    }
    return FrozenItem.model_validate(values | given)


def multi(key: str = "ab", options: str = "abcd", **given: object) -> FrozenItem:
    return frozen_item(type="multi", choices=choices(*options), key=tuple(key), **given)


def true_false(*, key: bool = True, **given: object) -> FrozenItem:
    word = "true" if key else "false"
    return frozen_item(type="truefalse", choices=(), key=(word,), **given)


def order(steps: str = "1234", **given: object) -> FrozenItem:
    ids = tuple(f"s{one}" for one in steps)
    return frozen_item(type="order", choices=choices(*ids), key=ids, **given)


def match(**given: object) -> FrozenItem:
    return frozen_item(
        type="match",
        rows=choices("r1", "r2", "r3"),
        choices=choices("act", "means", "purpose", "extra"),
        key={"r1": "act", "r2": "means", "r3": "purpose"},
        **given,
    )


def cloze(**given: object) -> FrozenItem:
    return frozen_item(
        type="cloze",
        choices=(),
        stem_parts=("Le trafic vise ", " ; la traite vise ", "."),
        gaps=(
            FrozenGap(id="g1", choices=choices("x", "y")),
            FrozenGap(id="g2", choices=choices("x", "y")),
        ),
        key={"g1": "x", "g2": "y"},
        **given,
    )
