"""Counts the automatic numbers of a Word document, which are no text of their paragraphs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from documents.readers.word.nodes import found, switched, value
from documents.readers.word.styles import Styles

ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
         (1, "I"))  # fmt: skip
UNSEEN = ("bullet", "none", "")
MOST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str
    form: str
    start: int
    restarts: bool = True
    style: str = ""
    legal: bool = False


@dataclass(frozen=True, slots=True)
class _List:
    """A list: which counter it shares with others, its levels, and where it begins anew."""

    counter: str
    levels: Mapping[int, _Level]
    begins: Mapping[int, int]


class Numbers:
    """Call `mark` once for each paragraph, in the order of the document."""

    def __init__(self, document: Any, styles: Styles) -> None:
        self.styles = styles
        self.lists: dict[str, _List] = {}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.begun: set[tuple[str, int]] = set()
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        shared = {
            each.get(qn("w:abstractNumId")): each for each in root.findall(qn("w:abstractNum"))
        }
        numbers = {each.get(qn("w:numId")): each for each in root.findall(qn("w:num"))}
        for number, node in numbers.items():
            counter, levels = self._shared(value(node, "w:abstractNumId"), shared, numbers)
            own = node.findall(qn("w:lvlOverride"))
            levels |= dict(level for each in own for level in _levels(each))
            self.lists[number] = _List(counter, levels, dict(_begins(own)))

    def _shared(
        self, name: str, shared: Mapping[str, Any], numbers: Mapping[str, Any]
    ) -> tuple[str, dict[int, _Level]]:
        """The levels of an abstract list; it may point to that of a style."""
        node = shared.get(name)
        link = "" if node is None else value(node, "w:numStyleLink")
        style = self.styles.styles.get(link)
        linked = [] if style is None else found(style, "./w:pPr/w:numPr/w:numId/@w:val")
        if linked and linked[0] in numbers:
            name = value(numbers[linked[0]], "w:abstractNumId")
            node = shared.get(name)
        return name, {} if node is None else dict(_levels(node))

    def mark(self, paragraph: Any) -> str:
        """The number with a space behind, or nothing."""
        number, at = self._place(paragraph)
        known = self.lists.get(number)
        level = known.levels.get(at) if known else None
        if known is None or level is None or level.kind in UNSEEN:
            return ""
        self._count(number, known, at)
        return f"{self._written(known, level, at)} "

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Which list and level: the paragraph's own, else that of its style."""
        number = next(iter(found(paragraph, "./w:pPr/w:numPr/w:numId/@w:val")), "")
        level = next(iter(found(paragraph, "./w:pPr/w:numPr/w:ilvl/@w:val")), "")
        styled = self.styles.numbering(paragraph)
        if not number and styled:
            number, of_style, style = styled
            levels = self.lists[number].levels if number in self.lists else {}
            named = [str(at) for at, each in levels.items() if each.style == style]
            level = level or of_style or next(iter(named), "")
        return str(number), int(level) if str(level).isdigit() else 0

    def _count(self, number: str, known: _List, at: int) -> None:
        counts = self.counts[known.counter]
        fresh = at in known.begins and (number, at) not in self.begun
        self.begun.add((number, at))
        if fresh:
            counts[at] = known.begins[at]
        else:
            counts[at] = counts[at] + 1 if at in counts else known.levels[at].start
        for deeper in [each for each in counts if each > at]:
            if deeper not in known.levels or known.levels[deeper].restarts:
                del counts[deeper]

    def _written(self, known: _List, level: _Level, at: int) -> str:
        counts, form = self.counts[known.counter], level.form
        for place in range(at + 1):
            own = known.levels.get(place, level)
            kind = "decimal" if level.legal else own.kind
            form = form.replace(f"%{place + 1}", _written(counts.get(place, own.start), kind))
        return form


def _levels(node: Any) -> Iterator[tuple[int, _Level]]:
    for level in node.findall(qn("w:lvl")):
        at, start = level.get(qn("w:ilvl"), ""), value(level, "w:start")
        if at.isdigit() and int(at) < MOST_LEVELS:
            yield (
                int(at),
                _Level(
                    value(level, "w:numFmt"),
                    value(level, "w:lvlText"),
                    int(start) if start.isdigit() else 0,
                    value(level, "w:lvlRestart") != "0",
                    value(level, "w:pStyle"),
                    bool(switched(level, "w:isLgl")),
                ),
            )


def _begins(overrides: Any) -> Iterator[tuple[int, int]]:
    for each in overrides:
        at, start = each.get(qn("w:ilvl"), ""), value(each, "w:startOverride")
        if at.isdigit() and start.isdigit():
            yield int(at), int(start)


def _written(number: int, kind: str) -> str:
    if kind in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if kind == "upperLetter" else letter.lower()
    if kind == "decimalZero":
        return f"{number:02}"
    if kind not in ("upperRoman", "lowerRoman"):
        return str(number)
    text = ""
    for worth, sign in ROMAN:
        text += sign * (number // worth)
        number %= worth
    return text if kind == "upperRoman" else text.lower()
