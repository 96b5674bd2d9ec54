"""Tables of a text, made so that a narrow screen can show them."""

from collections.abc import Iterator
from html import escape

from markdown_it.token import Token

from app.modules.syntax import text_of


def scrolling(token: Token) -> Iterator[Token]:
    """Wrap a table so that a wide one scrolls by itself on a narrow screen."""
    if token.nesting > 0:
        identity = f' id="{escape(str(token.attrs["id"]))}"' if "id" in token.attrs else ""
        yield Token("html_block", "", 0, content=f'<div class="scroll"{identity}>')
        yield token.copy(attrs={})
    else:
        yield token
        yield Token("html_block", "", 0, content="</div>")


def labelled(tokens: list[Token]) -> Iterator[Token]:
    """Write the heading of its column on each cell: a phone shows the cells one below the other."""
    headings: list[str] = []
    column = 0
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "table_open":
            headings = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open" and following is not None:
            headings.append(text_of(following.children or []))
        elif token.type == "td_open":
            label = headings[column] if column < len(headings) else ""
            column += 1
            yield token.copy(attrs={**token.attrs, "data-label": label}) if label else token
            continue
        yield token
