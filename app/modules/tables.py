"""Tables of a text, made so that a narrow screen can show them."""

from collections.abc import Iterator
from html import escape
from itertools import pairwise
from typing import Final

from markdown_it.token import Token

from app.core.i18n import Language
from app.modules.syntax import text_of
from app.modules.typesetting import plain, plain_french

# As many columns of words do not fit side by side on a phone; more than that are short numbers.
_STACKED: Final = range(4, 7)
# Cells that are drawn as blocks keep saying that they are a table's (WAI-ARIA 1.2, section 5.3).
_ROLES: Final = {
    "table_open": "table",
    "thead_open": "rowgroup",
    "tbody_open": "rowgroup",
    "tr_open": "row",
    "th_open": "columnheader",
    "td_open": "cell",
}


def wrapped(token: Token) -> Iterator[Token]:
    """Yield the opening or the closing of a table with its wrapper, which scrolls by itself.

    The wrapper takes the table's id; it is of the class `stacks` where `stacked` says so.
    """
    if token.nesting > 0:
        attrs = dict(token.attrs)
        identity = f' id="{escape(str(attrs.pop("id")))}"' if "id" in attrs else ""
        kind = "scroll stacks" if token.meta.get("stacks") else "scroll"
        yield Token("html_block", "", 0, content=f'<div class="{kind}"{identity}>')
        yield token.copy(attrs=attrs)
    else:
        yield token
        yield Token("html_block", "", 0, content="</div>")


def stacked(
    tokens: list[Token], language: Language, *, stacks_all: bool = False
) -> Iterator[Token]:
    """Yield the tokens, those of wide tables marked so that a phone shows cell below cell.

    Each cell of such a table names its column (`data-label`), and every part its role. With
    `stacks_all` narrow tables are marked too.
    """
    headings: list[str] = []
    column = 0
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            headings = _headings(tokens[index:], language)
            if not stacks_all and len(headings) not in _STACKED:
                headings = []
        if not headings or token.type not in _ROLES:
            yield token
            continue
        if token.type == "tr_open":
            column = 0
        marked = token.copy(
            attrs={**token.attrs, "role": _ROLES[token.type]}, meta={**token.meta, "stacks": True}
        )
        if token.type == "td_open":
            marked.attrSet("data-label", headings[column] if column < len(headings) else "")
            column += 1
        yield marked


def _headings(tokens: list[Token], language: Language) -> list[str]:
    """Return the words of the first row of the table that these tokens begin with."""
    headings = []
    for token, following in pairwise(tokens):
        if token.type == "tr_close":
            break
        if token.type == "th_open":
            words = text_of(following.children or [])
            headings.append(plain(words, "ar") if language == "ar" else plain_french(words))
    return headings
