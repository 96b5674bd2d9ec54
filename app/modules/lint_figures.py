"""Rules about figures beyond each drawing: both languages, and a weight that a page can carry."""

import gzip
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from app.core.i18n import other_language
from app.modules.content import Content
from app.modules.figures import language_of
from app.modules.findings import Finding

Rule = Callable[[Content], Iterable[Finding]]
MAX_GZIPPED_BYTES: Final = 3_500  # a page of a lesson has 12 kB in all


def both_variants(content: Content) -> Iterator[Finding]:
    """Check that a drawing has its words in both languages, `x.fr.svg` beside `x.ar.svg`."""
    for path in sorted(content.tree.texts):
        if not path.startswith("media/") or not path.endswith(".svg"):
            continue
        language = language_of(path)
        if language is None:
            stem = path.removesuffix(".svg")
            message = f"a figure has two variants: name them {stem}.fr.svg and {stem}.ar.svg"
            yield Finding(path, 1, "svg-variants", message)
            continue
        stem = path.removesuffix(f".{language}.svg")
        twin = f"{stem}.{other_language(language)}.svg"
        if not content.tree.holds(twin):
            message = f"{twin} is missing: a figure has a variant in each language"
            yield Finding(path, 1, "svg-variants", message)


def light_figures(content: Content) -> Iterator[Finding]:
    """Check that a drawing leaves room for the text of its lesson, which travels with it."""
    for path, figure in content.figures.items():
        size_bytes = len(gzip.compress(figure.html("").encode(), mtime=0))
        if size_bytes > MAX_GZIPPED_BYTES:
            message = f"{size_bytes} bytes in the page, more than {MAX_GZIPPED_BYTES}: simplify it"
            yield Finding(path, 1, "svg-weight", message, "warning")


RULES: Final[tuple[Rule, ...]] = (both_variants, light_figures)
