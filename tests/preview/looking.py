"""What stands on a page of the preview: rows, cells, marks."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "track"})


@dataclass
class Node:
    """An element with what is inside it."""

    tag: str
    attributes: dict[str, str]
    children: list["Node | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        parts = (one if isinstance(one, str) else one.text for one in self.children)
        return " ".join("".join(parts).split())

    def all(self, **wanted: str) -> list["Node"]:
        """Return the elements whose attributes hold these words (`class_` for class)."""
        found: list[Node] = []
        for child in self.children:
            if isinstance(child, Node):
                if all(
                    value in child.attributes.get(name.rstrip("_").replace("_", "-"), "").split()
                    for name, value in wanted.items()
                ):
                    found.append(child)
                found.extend(child.all(**wanted))
        return found

    def row(self, row_id: str) -> "Node":
        return self.all(id=row_id)[0]

    def cell(self, language: str) -> "Node":
        return self.all(class_="cell", lang=language)[0]

    def marks(self) -> list[str]:
        return [
            item.text
            for listed in self.all(class_="findings")
            for item in listed.children
            if isinstance(item, Node)
        ]

    def own_marks(self) -> list[str]:
        """Return the marks that stand in no row."""
        inside = [mark for row in self.all(class_="line") for mark in row.marks()]
        return [mark for mark in self.marks() if mark not in inside]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Node(tag, {n: v or "" for n, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read(html: str) -> Node:
    """Return a page as a tree; each element must be closed where it was opened."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root
