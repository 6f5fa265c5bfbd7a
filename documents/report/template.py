"""Makes the shipped template of the Word report from its description in templates/report.toml."""

import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

FOLDER = Path(__file__).parent / "templates"
SHIPPED = FOLDER / "report.docx"
PAPER = (Mm(210), Mm(297))
RULE_EIGHTHS = "6"  # of a point: the line below a motto
PADDING = "70"  # twentieths of a point: between a cell's line and its text
BEHIND_MARGINS = ("tblLook", "tblCaption", "tblDescription")
"""What the schema has behind the margins of a table's cells."""
OUTLINE = {"Tên loại": 0, "Trích yếu": 0, "Mục": 1, "Khoản": 2}
"""Levels by which Word's navigation and readers for the blind go through a report."""
BEHIND_OUTLINE = ("divId", "cnfStyle", "rPr", "sectPr", "pPrChange")
LANGUAGE = "vi-VN"
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def built(described: str = "report") -> Word:
    """A template as a Word document, with its placeholders still in it; all share page and styles.

    `described`: the file in templates/ whose blocks it is made of.
    """
    plan = tomllib.loads((FOLDER / "report.toml").read_text("utf-8"))
    plan |= tomllib.loads((FOLDER / f"{described}.toml").read_text("utf-8"))
    word = Document()
    _settle(word, plan["page"]["font"])
    _page(word.sections[0], plan["page"])
    for name, shape in plan["style"].items():
        _style(word, name, plan["style"].get(shape.get("like"), {}) | shape)
    _number_pages(word.sections[0], plan["page_number"]["style"])
    for block in plan["block"]:
        _block(word, block)
    return word


def _settle(word: Word, font: str) -> None:
    """One typeface for all scripts, Vietnamese, and no trace of a maker in the properties."""
    normal = cast("ParagraphStyle", word.styles["Normal"])
    normal.font.name = font
    normal.font.size = Pt(14)
    run = normal.element.get_or_add_rPr()
    for script in ("eastAsia", "cs"):
        run.rFonts.set(qn(f"w:{script}"), font)
    run.append(_element("lang", val=LANGUAGE, eastAsia=LANGUAGE))
    for default in word.styles.element.iter(qn("w:lang")):
        default.set(qn("w:val"), LANGUAGE)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1
    about = word.core_properties
    about.author = about.comments = about.last_modified_by = about.title = ""
    about.language = LANGUAGE


def _page(section: Section, page: Mapping[str, Any]) -> None:
    section.page_width, section.page_height = PAPER
    section.top_margin, section.bottom_margin = Mm(page["top"]), Mm(page["bottom"])
    section.left_margin, section.right_margin = Mm(page["left"]), Mm(page["right"])
    section.header_distance = section.footer_distance = Mm(page["header"])
    section.different_first_page_header_footer = True
    _restart(section)


def _restart(section: Section) -> None:
    """Each section counts its own pages from 1."""
    old = section._sectPr.find(qn("w:pgNumType"))
    if old is not None:
        section._sectPr.remove(old)
    number = _element("pgNumType", start="1")
    section._sectPr.find(qn("w:pgMar")).addnext(number)


def _style(word: Word, name: str, shape: Mapping[str, Any]) -> None:
    style = cast("ParagraphStyle", word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    style.base_style = word.styles["Normal"]
    style.quick_style = True
    style.font.size = Pt(shape["size"])
    style.font.bold = shape.get("bold")
    style.font.italic = shape.get("italic")
    form = style.paragraph_format
    form.alignment = ALIGN[shape.get("align", "left")]
    form.space_before, form.space_after = Pt(shape.get("before", 0)), Pt(shape.get("after", 0))
    form.first_line_indent = Mm(shape["first_line"]) if "first_line" in shape else None
    form.left_indent = form.right_indent = Mm(shape["sides"]) if "sides" in shape else None
    form.line_spacing = shape.get("line", 1)
    form.keep_with_next = shape.get("keep")
    if name in OUTLINE:
        level = _element("outlineLvl", val=str(OUTLINE[name]))
        _insert(style.element.get_or_add_pPr(), level, BEHIND_OUTLINE)


def _number_pages(section: Section, style: str) -> None:
    """At the top, in the middle; the first page of a section has an empty header of its own."""
    paragraph = section.header.paragraphs[0]
    paragraph.style = style
    field = _element("fldSimple", instr="PAGE")
    paragraph._p.append(field)
    field.append(OxmlElement("w:r"))
    field[0].append(OxmlElement("w:t"))
    section.first_page_header.paragraphs[0].style = style


def _block(word: Word, block: Mapping[str, Any]) -> None:
    if "frame" in block:
        _frame(word, block)
    elif "table" in block:
        _table(word, block)
    elif "section" in block:
        _landscape(word)
    else:
        width = sum(_text_width(word.sections[-1]))
        for style, text in block["paragraphs"]:
            _write(word.add_paragraph(), style, text, width)


def _text_width(section: Section) -> tuple[float, ...]:
    """Millimetres, with signs: they add up to the width that text may take."""
    lengths = (section.page_width, section.left_margin, section.right_margin)
    whole, left, right = (each.mm for each in lengths if each is not None)
    return whole, -left, -right


def _write(paragraph: Paragraph, style: str, text: str | float, width: float) -> None:
    """A text, or for a number of millimetres a line that long, drawn by the paragraph's border."""
    paragraph.style = style
    if isinstance(text, str):
        paragraph.add_run(text)
        return
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm((width - text) / 2)
    borders = OxmlElement("w:pBdr")
    borders.append(_element("top", val="single", sz=RULE_EIGHTHS, space="1", color="000000"))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def _frame(word: Word, block: Mapping[str, Any]) -> None:
    """A table without lines: two columns of paragraphs side by side."""
    table = _grid(word, block["frame"], len(block["row"]), padding="0")
    for row, content in zip(table.rows, block["row"], strict=True):
        _keep_whole(row)
        for cell, width, inside in zip(row.cells, block["frame"], content["cell"], strict=True):
            _fill(cell, inside["paragraphs"], width)


def _fill(cell: _Cell, paragraphs: Sequence[tuple[str, str | float]], width: float) -> None:
    for number, (style, text) in enumerate(paragraphs):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        _write(paragraph, style, text, width)


def _table(word: Word, block: Mapping[str, Any]) -> None:
    """A table whose row is repeated for each item; its heading is on every page, a total below."""
    widths = block["table"]
    left, middle, heading, *of_total = block["styles"]
    table = _grid(word, widths, 5 if of_total else 4, padding=PADDING)
    table.style = "Table Grid"
    head, begin, item, end, *total = table.rows
    head._tr.get_or_add_trPr().append(_element("tblHeader"))
    begin.cells[0].text = f"{{%tr for {block['rows']} %}}"
    end.cells[0].text = "{%tr endfor %}"
    for row, texts, styles in (
        (head, block["head"], (heading, heading)),
        (item, block["cells"], (left, middle)),
        *((row, block["total"], of_total) for row in total),
    ):
        _keep_whole(row)
        for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            style = styles[0] if number in block["left"] else styles[1]
            _write(cell.paragraphs[0], style, text, widths[number])


def _grid(word: Word, widths: Sequence[float], rows: int, *, padding: str) -> Table:
    table: Table = word.add_table(rows, len(widths))
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    margins.extend(_element(side, w=padding, type="dxa") for side in ("left", "right"))
    _insert(table._tbl.tblPr, margins, BEHIND_MARGINS)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _keep_whole(row: _Row) -> None:
    """A row is not broken between pages."""
    row._tr.get_or_add_trPr().insert(0, _element("cantSplit"))


def _landscape(word: Word) -> None:
    section = word.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_height, section.page_width = PAPER
    word.paragraphs[-1].style = "Khoảng cách"
    _restart(section)


def _insert(parent: Any, element: Any, behind: Sequence[str]) -> None:
    """Where the schema has it: before the first of what stands behind it."""
    followers = (parent.find(qn(f"w:{name}")) for name in behind)
    first = next((each for each in followers if each is not None), None)
    if first is None:
        parent.append(element)
    else:
        first.addprevious(element)


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


if __name__ == "__main__":
    built().save(sys.argv[1] if len(sys.argv) > 1 else str(SHIPPED))
