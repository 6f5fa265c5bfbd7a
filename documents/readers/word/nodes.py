"""Ways through the XML of a Word document, past whatever may stand around its parts."""

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from docx.oxml.ns import nsmap, qn
from lxml import etree  # type: ignore[import-untyped] # it ships no types

OFF = frozenset(("0", "false", "off", "none"))
_AROUND = frozenset(
    ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent", "Choice")
)
"""Content controls, custom XML and tracked changes stand around rows, cells and paragraphs."""


@lru_cache(maxsize=64)
def _compiled(path: str) -> Any:
    return etree.XPath(path, namespaces={"w": nsmap["w"]})


def found(node: Any, path: str) -> Any:
    """What a path of the form "./w:tc" finds; made ready once, for tables of thousands of rows."""
    return _compiled(path)(node)


def members(node: Any, wanted: Collection[str]) -> Iterator[Any]:
    """The nearest parts below a node that have one of these tags, however deep they are wrapped."""
    for child in node:
        if child.tag in wanted:
            yield child
        elif local(child) in _AROUND:
            yield from members(child, wanted)


def local(node: Any) -> str:
    """A tag without its namespace; nothing for a comment."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def value(node: Any, name: str) -> str:
    """The value of a child such as <w:start w:val="3"/>."""
    child = node.find(qn(name))
    return "" if child is None else str(child.get(qn("w:val"), ""))


def switched(node: Any, name: str) -> bool | None:
    """Whether a child such as <w:vanish/> says yes or no; None when it is not there."""
    child = node.find(qn(name))
    return None if child is None else child.get(qn("w:val"), "1") not in OFF
