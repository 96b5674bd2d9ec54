"""Figures on paper and in e-books, where no style sheet of the site gives colours and fonts."""

import re
from html import escape
from typing import Final

from markupsafe import Markup

from app.modules.figures import PALETTE

_FIGURE: Final = re.compile(r'<svg ([^>]*?aria-label="([^"]*)"[^>]*)>(.*?)</svg>', re.DOTALL)
_TOKEN: Final = re.compile(r'="var\(--([a-z0-9-]+)\)"')
_NUMBER: Final = re.compile(r'<tspan direction="ltr" unicode-bidi="isolate">([^<]*)</tspan>')
_ISOLATED: Final = "\u2066\\1\u2069"  # left-to-right isolate, and its end


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
