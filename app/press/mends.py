"""Mends of WeasyPrint 70.0, made when this module is loaded, until its own releases have them.

The functions are private: the version is pinned, and tests look at the outcome of each mend.
"""

from collections.abc import Generator
from typing import Any, BinaryIO, Final

from weasyprint import pdf as weasyprint_pdf
from weasyprint import svg as weasyprint_svg
from weasyprint.layout import absolute
from weasyprint.pdf import tags

_LISTS: Final = frozenset({"dx", "dy", "rotate", "letter-spacing", "textLength"})


def _tag_languages() -> None:
    """Have WeasyPrint write `/Lang` on structure elements, so that Arabic is spoken as Arabic.

    WeasyPrint writes the language on the document only (WCAG 3.1.2).
    """
    build = tags._build_box_tree  # noqa: SLF001 - see above

    def build_with_language(box: Any, *arguments: Any) -> Generator[Any]:  # noqa: ANN401
        inner = box._box if isinstance(box, absolute.AbsolutePlaceholder) else box  # noqa: SLF001
        language = None if inner.element is None else inner.element.get("lang")
        for element in build(box, *arguments):
            if language and "Lang" not in element:
                element["Lang"] = tags.pydyf.String(language)
            yield element

    tags._build_box_tree = build_with_language  # noqa: SLF001


def _close_profile() -> None:
    """Have WeasyPrint close the colour profile that it opens for each PDF/A document."""
    opened = weasyprint_pdf.ColorProfile

    def read_and_close(file: BinaryIO, *arguments: Any) -> Any:  # noqa: ANN401
        with file:
            return opened(file, *arguments)

    weasyprint_pdf.ColorProfile = read_and_close


def _set_texts_whole() -> None:
    """Have WeasyPrint set each text of a drawing as one piece, so that Arabic letters join.

    WeasyPrint draws them one by one from the left (its issue 2909). Its function walks through the
    letters of the text: it is given a text whose only letter is the whole.
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


_tag_languages()
_close_profile()
_set_texts_whole()
