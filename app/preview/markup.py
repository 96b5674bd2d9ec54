"""Makes the HTML of a cell fit for a page that holds it twice, once in each language."""

import re
from typing import Final

from markupsafe import Markup

_TAG: Final = re.compile(r'<[a-z][a-z0-9]*(?:\s[^\s=>"]+(?:="[^"]*")?)+\s*>')
_IDENTITY: Final = re.compile(r'\s(?:id|for|aria-labelledby|aria-describedby)="[^"]*"')
_OWN_LINK: Final = re.compile(r'href="/(?:fr|ar)(/[^"#?]*)(#[^"]*)?"')
_ITEM_LINK: Final = re.compile(r'href="#(m\d{2})(-q\d+)"')


def for_preview(html: str, suffix: str) -> Markup:
    """Return HTML of ours without ids, its links leading to pages of the preview.

    Both languages of a section have the same ids, which a page may hold but once. `suffix` is the
    query that keeps the language of the interface.
    """
    bare = _TAG.sub(lambda tag: _IDENTITY.sub("", tag[0]), html)
    own = _OWN_LINK.sub(lambda link: f'href="{link[1]}{suffix}{link[2] or ""}"', bare)
    checks = _ITEM_LINK.sub(rf'href="/modules/\1/bank{suffix}#\1\2"', own)
    return Markup(checks)  # noqa: S704 - it was markup already, some attributes are left out
