"""The text of a Word paragraph as it is seen: fields, formulas, boxes, letters of old fonts."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from docx.oxml.ns import qn

from documents.readers.word.nodes import found, local
from documents.readers.word.styles import Styles
from domain.text.legacy_encodings import Converted, converted

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MARKS = {
    "br": "\n",
    "cr": "\n",
    "tab": " ",
    "noBreakHyphen": "-",
    "softHyphen": "\xad",
    "p": "\n",
    "den": "/",
    "sup": "^",
}
_SEEN = (
    *(qn(f"w:{name}") for name in ("t", "br", "cr", "tab", "noBreakHyphen", "softHyphen", "p")),
    qn("w:ddList"),
    *(f"{_M}{name}" for name in ("t", "den", "sup")),
)
_GONE = frozenset(("Fallback", "del", "moveFrom"))
_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
RAISED = "^"
"""Stands for the font of what is set high."""
_LEGACY = (".vn", "vni-")


class Text:
    """Reads paragraphs of one document."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles

    def of(self, paragraph: Any, *, hidden: bool = False) -> Converted:
        """What is seen: also inserted text; not what was deleted, moved, hidden, or asked for.

        Of a hidden row all of it: it is told to the reader.
        """
        pieces = list(self._pieces(paragraph, hidden=hidden))
        runs = [("".join(text for text, _ in same), font) for font, same in _by_font(pieces)]
        read = [_read(text, font) for text, font in runs]
        encodings = dict.fromkeys(each.encoding for each in read if each.encoding)
        return Converted("".join(each.text for each in read).strip(), ", ".join(encodings))

    def _pieces(self, paragraph: Any, *, hidden: bool) -> Iterator[tuple[str, str]]:
        wanted = (*_SEEN, qn("w:delText")) if hidden else _SEEN
        gone = frozenset(("Fallback",)) if hidden else _GONE
        for node in paragraph.iter(*wanted):
            if node is paragraph or _left_out(node, gone):
                continue
            run = node.getparent()
            if not hidden and self.styles.vanished(run, paragraph):
                continue
            font = RAISED if _raised(run) else _legacy(self.styles.font(run, paragraph))
            yield _said(node), font


def _by_font(pieces: list[tuple[str, str]]) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    return groupby(pieces, key=lambda piece: piece[1])


def _legacy(font: str) -> str:
    """The font, if it is one of an old encoding: other fonts say nothing of the letters."""
    return font if font.lower().startswith(_LEGACY) else ""


def _left_out(node: Any, gone: frozenset[str]) -> bool:
    for above in node.iterancestors():
        name = local(above)
        if name in gone or name == "tabs":
            return True
        if name == "sdt" and found(above, "./w:sdtPr/w:showingPlcHdr"):
            return True
    return False


def _said(node: Any) -> str:
    name = local(node)
    if name == "ddList":
        return _chosen(node)
    return _MARKS.get(name, node.text or "")


def _chosen(choices: Any) -> str:
    """What is chosen in a drop-down of an old form: its text stands nowhere else."""
    entries = found(choices, "./w:listEntry/@w:val")
    at = next(iter(found(choices, "./w:result/@w:val | ./w:default/@w:val")), "0")
    return str(entries[int(at)]) if str(at).isdigit() and int(at) < len(entries) else ""


def _raised(run: Any) -> bool:
    return "superscript" in found(run, "./w:rPr/w:vertAlign/@w:val")


def _read(text: str, font: str) -> Converted:
    """Digits set high are marks of notes, or powers: never digits of the number before them."""
    return Converted(text.translate(_HIGH)) if font == RAISED else converted(text, font)
