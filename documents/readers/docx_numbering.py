"""Counts the automatic numbers of a Word document, which are no text of their paragraphs."""

from collections import defaultdict
from functools import lru_cache
from typing import Any

from docx.oxml.ns import nsmap, qn
from lxml import etree  # type: ignore[import-untyped] # it ships no types

ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@lru_cache(maxsize=64)
def _compiled(path: str) -> Any:
    return etree.XPath(path, namespaces={"w": nsmap["w"]})


def found(node: Any, path: str) -> Any:
    """What a path of the form "./w:tc" finds; made ready once, for tables of thousands of rows."""
    return _compiled(path)(node)


class Numbers:
    """Call `mark` once for each paragraph, in the order of the document."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[tuple[str, str], tuple[str, str]] = {}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {
            each.get(qn("w:abstractNumId")): {
                level.get(qn("w:ilvl")): (_value(level, "w:numFmt"), _value(level, "w:lvlText"))
                for level in each.findall(qn("w:lvl"))
            }
            for each in root.findall(qn("w:abstractNum"))
        }
        for each in root.findall(qn("w:num")):
            levels = abstract.get(_value(each, "w:abstractNumId"), {})
            for level, form in levels.items():
                self.levels[each.get(qn("w:numId")), level] = form

    def mark(self, paragraph: Any) -> str:
        """The number with a space behind, or nothing."""
        number = found(paragraph, "./w:pPr/w:numPr/w:numId/@w:val")
        if not number:
            return ""
        level = (found(paragraph, "./w:pPr/w:numPr/w:ilvl/@w:val") or ["0"])[0]
        kind, form = self.levels.get((number[0], level), ("bullet", ""))
        if kind in ("bullet", "none") or not level.isdigit():
            return ""
        counts = self.counts[number[0]]
        counts[int(level)] = counts.get(int(level), 0) + 1
        for deeper in [each for each in counts if each > int(level)]:
            del counts[deeper]
        for at in range(int(level) + 1):
            own = self.levels.get((number[0], str(at)), (kind, ""))[0]
            form = form.replace(f"%{at + 1}", _written(counts.get(at, 1), own))
        return f"{form} "


def _value(node: Any, name: str) -> str:
    found = node.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val"), ""))


def _written(number: int, kind: str) -> str:
    if kind in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26)
        return letter if kind == "upperLetter" else letter.lower()
    if kind not in ("upperRoman", "lowerRoman"):
        return str(number)
    text = ""
    for value, sign in ROMAN:
        text += sign * (number // value)
        number %= value
    return text if kind == "upperRoman" else text.lower()
