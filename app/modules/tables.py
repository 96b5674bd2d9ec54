"""Tables of a text, made so that a narrow screen can show them."""

from collections.abc import Iterator
from html import escape
from itertools import pairwise
from typing import Final

from markdown_it.token import Token

from app.modules.syntax import text_of

# As many columns of words do not fit side by side on a phone; more than that are short numbers.
_STACKED: Final = range(4, 7)


def scrolling(token: Token) -> Iterator[Token]:
    """Wrap a table so that a wide one scrolls by itself on a narrow screen, or is stacked there."""
    if token.nesting > 0:
        identity = f' id="{escape(str(token.attrs["id"]))}"' if "id" in token.attrs else ""
        kind = "stacks" if token.meta.get("stacks") else "scroll"
        yield Token("html_block", "", 0, content=f'<div class="{kind}"{identity}>')
        yield token.copy(attrs={})
    else:
        yield token
        yield Token("html_block", "", 0, content="</div>")


def stacked(tokens: list[Token], *, whatever_their_width: bool = False) -> Iterator[Token]:
    """Name the column on each cell of a wide table: a phone shows its cells one below the other."""
    headings: list[str] = []
    column = 0
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            headings = _headings(tokens[index:])
            if not whatever_their_width and len(headings) not in _STACKED:
                headings = []
            yield token.copy(meta={**token.meta, "stacks": bool(headings)})
            continue
        if token.type == "tr_open":
            column = 0
        elif token.type == "td_open" and headings:
            label = headings[column] if column < len(headings) else ""
            column += 1
            yield token.copy(attrs={**token.attrs, "data-label": label}) if label else token
            continue
        yield token


def _headings(tokens: list[Token]) -> list[str]:
    """Return the words of the first row of the table that these tokens begin with."""
    headings = []
    for token, following in pairwise(tokens):
        if token.type == "tr_close":
            break
        if token.type == "th_open":
            headings.append(text_of(following.children or []))
    return headings
