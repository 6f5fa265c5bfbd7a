"""Leaves out of a template what was deleted in it with changes tracked: Word shows it no more."""

import io
import re
import zipfile
from typing import IO

from docx.oxml.ns import nsmap
from lxml import etree  # type: ignore[import-untyped] # it ships no types

PART = re.compile(r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes)\.xml")
GONE = etree.XPath(
    "//w:tr[w:trPr/w:del] | //w:del[not(parent::w:rPr or parent::w:trPr)] | //w:moveFrom",
    namespaces={"w": nsmap["w"]},
)


def without_deleted(template: IO[bytes]) -> io.BytesIO:
    """The same package without deleted text and rows; what was inserted stays."""
    made = io.BytesIO()
    with zipfile.ZipFile(template) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, _cleared(content) if PART.fullmatch(name) else content)
    made.seek(0)
    return made


def _cleared(content: bytes) -> bytes:
    root = etree.fromstring(content)
    gone = GONE(root)
    for node in gone:
        if node.getparent() is not None:
            node.getparent().remove(node)
    declared: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return declared if gone else content
