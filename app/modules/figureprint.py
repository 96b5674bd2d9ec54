"""Figures on paper and in e-books, where no style sheet of the site gives colours and fonts."""

import re
from html import escape
from typing import Any, Final

from markupsafe import Markup
from weasyprint import svg as weasyprint_svg

from app.modules.figures import PALETTE

_FIGURE: Final = re.compile(r'<svg ([^>]*?aria-label="([^"]*)"[^>]*)>(.*?)</svg>', re.DOTALL)
_TOKEN: Final = re.compile(r'="var\(--([a-z0-9-]+)\)"')
_NUMBER: Final = re.compile(r'<tspan direction="ltr" unicode-bidi="isolate">([^<]*)</tspan>')
_ISOLATED: Final = "\u2066\\1\u2069"  # left-to-right isolate, and its end
_LISTS: Final = frozenset({"dx", "dy", "rotate", "letter-spacing", "textLength"})


def standalone(html: str, family: str) -> Markup:
    """Return HTML of a lesson, or one figure, whose figures need no style sheet.

    Their colours are those of the light palette, their words are set in `family`, the alternative
    text is also their title (WeasyPrint takes it from there), and they are well-formed XML. Numbers
    inside Arabic are isolated by characters: WeasyPrint sets the parts of a line from the left.
    """
    return Markup(_FIGURE.sub(lambda found: _alone(found, family), html))  # noqa: S704 - see above


def _alone(found: re.Match[str], family: str) -> str:
    attributes, alternative, inside = found.groups()
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{escape(family)}" {attributes}>'
        f"<title>{alternative}</title>{_NUMBER.sub(_ISOLATED, inside)}</svg>"
    )
    coloured = _TOKEN.sub(lambda token: f'="{PALETTE[token[1]]}"', drawing)
    return coloured.replace("&nbsp;", "\u00a0")


def _set_texts_whole() -> None:
    """Have WeasyPrint set each text of a drawing as one piece, so that Arabic letters join.

    WeasyPrint 70.0 draws them one by one from the left (its issue 2909). Its function walks through
    the letters of the text: it is given a text whose only letter is the whole. The version is
    pinned and a test looks at the outcome.
    """
    by_letter = weasyprint_svg.text

    def text(svg: Any, node: Any, font_size: float) -> None:  # noqa: ANN401 - WeasyPrint has no types
        if node.text and not _LISTS & set(node.attrib):
            node._etree_node.text = _Whole(node.text)  # noqa: SLF001 - see above
        by_letter(svg, node, font_size)

    drawn = {tag: text for tag, draw in weasyprint_svg.TAGS.items() if draw is by_letter}
    weasyprint_svg.TAGS.update(drawn)
    weasyprint_svg.text = text


class _Whole(str):
    """A text of one letter: itself."""

    __slots__ = ()

    def __iter__(self) -> Any:  # noqa: ANN401 - an iterator of str
        return iter((str(self),))


_set_texts_whole()
