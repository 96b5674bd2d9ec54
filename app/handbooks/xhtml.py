"""From the HTML of templates and lessons to a tree that is well-formed XML, and back.

What is sanitised by nh3 is HTML: `<br>`, `&nbsp;`. An e-book wants XML, and links are safer to
rewrite in a tree than in a text.
"""

import re
from typing import Final

from lxml import etree

XHTML: Final = "http://www.w3.org/1999/xhtml"
_VOID: Final = ("br", "hr", "img", "col", "wbr", "track")
_OPEN_VOID: Final = re.compile(rf"<({'|'.join(_VOID)})\b((?:[^>\"]|\"[^\"]*\")*?)\s*/?>")


def parse(html: str) -> etree._Element:
    """Return the one element that this HTML is, in the namespace of XHTML.

    Raises etree.XMLSyntaxError for HTML that is not well-formed.
    """
    plain = str(html)  # a Markup would escape what is put into it
    text = _OPEN_VOID.sub(r"<\1\2/>", plain.replace("&nbsp;", "\u00a0"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    wrapped = etree.fromstring(f'<div xmlns="{XHTML}">{text.strip()}</div>'.encode(), parser)
    return wrapped[0]


def without_media(element: etree._Element) -> etree._Element:
    """Return the tree with nothing to fetch: a video leaves its transcript, an image its words.

    Drawings stand in the page and stay.
    """
    for video in list(element.iter(f"{{{XHTML}}}video")):
        video.getparent().remove(video)
    for image in list(element.iter(f"{{{XHTML}}}img")):
        words = etree.Element(f"{{{XHTML}}}span")
        words.text, words.tail = image.get("alt", ""), image.tail
        image.getparent().replace(image, words)
    return element


def serialise(element: etree._Element) -> str:
    """Return XML that an HTML parser reads the same way: only void elements close themselves."""
    for one in element.iter(f"{{{XHTML}}}*"):
        if one.text is None and not len(one) and etree.QName(one).localname not in _VOID:
            one.text = ""
    return str(etree.tostring(element, encoding="unicode", with_tail=False))
