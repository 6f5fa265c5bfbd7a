"""The proof about a duty as a Word page, to be put on file."""

import io

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT, SIZE, LANGUAGE = "Times New Roman", 13, "vi-VN"


def proof_page(text: str) -> bytes:
    """The lines of the page, headings in bold: the first, and those that begin with a number."""
    document = Document()
    document.core_properties.title = next(iter(text.splitlines()), "")
    document.core_properties.language = LANGUAGE
    for default in document.styles.element.iter(qn("w:lang")):
        default.set(qn("w:val"), LANGUAGE)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    for number, line in enumerate(text.splitlines()):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(3)
        run = paragraph.add_run(line)
        run.bold = number == 0 or line[:2] in ("1.", "2.", "3.")
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()
