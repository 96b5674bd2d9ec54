"""The figures of the course are those that tools/figures draws, from the registry as it is."""

import pytest

from app.core.i18n import LANGUAGES, Language
from tools.figures.__main__ import FIGURES
from tools.figures.canvas import Canvas
from tools.figures.understand import CONTENT


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_drawn_from_the_registry_as_it_is(name: str, language: Language) -> None:
    canvas = Canvas(language)
    FIGURES[name](canvas)

    assert canvas.faults() == []
    assert canvas.svg() == (CONTENT / "media" / f"{name}.{language}.svg").read_text("utf-8")
