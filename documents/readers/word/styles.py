"""What the styles of a Word document say: fonts, hidden text, automatic numbers."""

from collections.abc import Callable
from typing import Any, TypeVar

from docx.oxml.ns import qn

from documents.readers.word.nodes import found, switched

MOST_PARENTS = 20
Said = TypeVar("Said")


class Styles:
    """Styles by their ids, each based on others."""

    def __init__(self, document: Any) -> None:
        self.styles: dict[str, Any] = {}
        self.default = ""
        self.font_of_all = ""
        self.kept: dict[tuple[str, str], Any] = {}
        try:
            root = document.part._styles_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for style in root.findall(qn("w:style")):
            name = style.get(qn("w:styleId"), "")
            self.styles[name] = style
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1":
                self.default = name
        fonts = found(root, "./w:docDefaults/w:rPrDefault/w:rPr/w:rFonts")
        self.font_of_all = _font(fonts[0]) if fonts else ""

    def font(self, run: Any, paragraph: Any) -> str:
        """The font of a run's Latin letters; empty when nothing names one."""
        own = found(run, "./w:rPr/w:rFonts")
        styled = (self._of_style(style, "font", _styled_font) for style in _names(run, paragraph))
        return (_font(own[0]) if own else "") or next(filter(None, styled), "") or self.font_of_all

    def vanished(self, run: Any, paragraph: Any) -> bool:
        """Whether a run is hidden, itself or by a style."""
        properties = run.find(qn("w:rPr"))
        own = None if properties is None else switched(properties, "w:vanish")
        if own is not None:
            return own
        return any(
            self._of_style(style, "vanish", _styled_vanish) for style in _names(run, paragraph)
        )

    def numbering(self, paragraph: Any) -> tuple[str, str, str] | None:
        """Number and level that the paragraph's style gives, and the style that gives them."""
        style = next(iter(found(paragraph, "./w:pPr/w:pStyle/@w:val")), self.default)
        return self._of_style(style, "number", _styled_number)

    def _of_style(self, style: str, what: str, read: Callable[[Any], Said | None]) -> Said | None:
        """What a style or the nearest of those it is based on says."""
        key = (style, what)
        if key not in self.kept:
            self.kept[key] = self._look_up(style, read)
        kept: Said | None = self.kept[key]
        return kept

    def _look_up(self, style: str, read: Callable[[Any], Said | None]) -> Said | None:
        for _ in range(MOST_PARENTS):
            node = self.styles.get(style)
            if node is None:
                return None
            said = read(node)
            if said is not None:
                return said
            style = next(iter(found(node, "./w:basedOn/@w:val")), "")
        return None


def _names(run: Any, paragraph: Any) -> list[str]:
    return [*found(run, "./w:rPr/w:rStyle/@w:val"), *found(paragraph, "./w:pPr/w:pStyle/@w:val")]


def _font(fonts: Any) -> str:
    return str(fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or "")


def _styled_font(style: Any) -> str | None:
    fonts = found(style, "./w:rPr/w:rFonts")
    return (_font(fonts[0]) or None) if fonts else None


def _styled_vanish(style: Any) -> bool | None:
    properties = style.find(qn("w:rPr"))
    return None if properties is None else switched(properties, "w:vanish")


def _styled_number(style: Any) -> tuple[str, str, str] | None:
    number = found(style, "./w:pPr/w:numPr/w:numId/@w:val")
    if not number:
        return None
    level = next(iter(found(style, "./w:pPr/w:numPr/w:ilvl/@w:val")), "")
    return str(number[0]), str(level), str(style.get(qn("w:styleId"), ""))
