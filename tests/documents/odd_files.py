"""Office files as they really come, made by the writers of other libraries and by changed XML."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from tests.documents.annex_files import HEADING, table

W = nsdecls("w")
YEAR = "PHỤ LỤC NHIỆM VỤ NĂM 2025"
GOOD = (
    ("1", "Lập bảng theo dõi", "Văn phòng Sở", "Phòng Quản lý Thương mại", "15/11/2025", "Bảng"),
    ("2", "Khảo sát nhu cầu", "Phòng Quản lý Công nghiệp", "Văn phòng Sở", "20/11/2025", "Báo cáo"),
    ("3", "Kiểm kê thiết bị", "Phòng Quản lý Năng lượng", "", "28/11/2025", "Biên bản"),
)
TCVN3 = (
    ("1", "LËp b¶ng theo dâi", "V¨n phßng Së", "Phßng Qu¶n lý Th\xad¬ng m¹i", "15/11/2025", "B¶ng"),
    ("2", "Kh¶o s¸t nhu cÇu", "Phßng Qu¶n lý C«ng nghiÖp", "V¨n phßng Së", "20/11/2025",
     "B¸o c¸o"),
    ("3", "KiÓm kª thiÕt bÞ", "Phßng Qu¶n lý N¨ng l\xadîng", "", "28/11/2025", "Biªn b¶n"),
)  # fmt: skip
VNI = (
    ("1", "Laäp baûng theo doõi", "Vaên phoøng Sôû", "Phoøng Quaûn lyù Thöông maïi", "15/11/2025",
     "Baûng"),
    ("2", "Khaûo saùt nhu caàu", "Phoøng Quaûn lyù Coâng nghieäp", "Vaên phoøng Sôû",
     "20/11/2025", "Baùo caùo"),
    ("3", "Kieåm keâ thieát bò", "Phoøng Quaûn lyù Naêng löôïng", "", "28/11/2025", "Bieân baûn"),
)  # fmt: skip
WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
Rows = Sequence[Sequence[Any]]
Made = Callable[[Path], None]


def document(rows: Rows = GOOD) -> tuple[Any, Any]:
    """A Word document with an annex of six columns, and its table."""
    made = Document()
    made.add_paragraph(YEAR)
    return made, table(made, HEADING, *rows)


def book(rows: Rows = GOOD) -> tuple[Any, Any]:
    made = Workbook()
    page = made.active
    for row in ([YEAR], HEADING, *rows):
        page.append(list(row))
    return made, page


def written(content: Any) -> bytes:
    stream = io.BytesIO()
    content.save(stream)
    return stream.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """A package with its parts, or their names, changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            after.writestr(*change(name, before.read(name)))
    return stream.getvalue()


def replaced(pairs: Mapping[bytes, bytes]) -> Callable[[str, bytes], tuple[str, bytes]]:
    def change(name: str, content: bytes) -> tuple[str, bytes]:
        for old, new in pairs.items():
            content = content.replace(old, new)
            name = name.replace(old.decode(), new.decode())
        return name, content

    return change


STRICT = re.compile(rb"http://schemas\.openxmlformats\.org/(\w+)/2006/(main|relationships)")


def strict(name: str, content: bytes) -> tuple[str, bytes]:
    """The namespaces as the strict kind of the standard has them."""
    if name.startswith("_rels") or "docProps" in name or name == "[Content_Types].xml":
        return name, content
    return name, STRICT.sub(rb"http://purl.oclc.org/ooxml/\1/\2", content)


def numbered(made: Any, cell: Any, number: int, level: int = 0) -> None:
    xml = f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    cell.paragraphs[0]._p.get_or_add_pPr().append(parse_xml(xml))


def lists(made: Any, xml: str) -> None:
    """Lists of the document's own instead of those of the template."""
    root = made.part.numbering_part.element
    for each in list(root):
        root.remove(each)
    for each in parse_xml(f"<w:numbering {W}>{xml}</w:numbering>"):
        root.append(each)


def level(at: int, form: str, start: int = 1, kind: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{form}"/></w:lvl>'
    )


def wrapped(node: Any, *around: str) -> None:
    """Put something into content controls, custom XML and the like, the outermost first."""
    for each in reversed(around):
        inner = f"<w:{each} {W}><w:sdtContent/></w:{each}>" if each == "sdt" else f"<w:{each} {W}/>"
        outer = parse_xml(inner)
        node.addprevious(outer)
        (outer.find(qn("w:sdtContent")) if each == "sdt" else outer).append(node)
        node = outer


def refill(cell: Any, *xml: str) -> None:
    """Other runs, fields or boxes in the first paragraph of a cell."""
    paragraph = cell.paragraphs[0]._p
    for child in [each for each in paragraph if each.tag != qn("w:pPr")]:
        paragraph.remove(child)
    for each in xml:
        paragraph.append(parse_xml(each.replace(">", f" {SPACES}>", 1)))


SPACES = (
    f'{W} xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def fonts(made_table: Any, font: str) -> None:
    for run in made_table._tbl.iter(qn("w:r")):
        properties = run.get_or_add_rPr()
        properties.append(parse_xml(f'<w:rFonts {W} w:ascii="{font}" w:hAnsi="{font}"/>'))


def style(made: Any, kind: str, name: str, inner: str) -> None:
    made.styles.element.append(
        parse_xml(
            f'<w:style {W} w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{inner}'
            "</w:style>"
        )
    )


def cell_fonts(page: Any, font: str, first: int = 3) -> None:
    for row in page.iter_rows(min_row=first):
        for cell in row:
            cell.font = Font(name=font)


def rich(*pieces: tuple[str, str, str | None]) -> CellRichText:
    """Pieces of text, font and vertical alignment."""
    blocks = [
        TextBlock(InlineFont(rFont=font or None, vertAlign=high), text)
        for text, font, high in pieces
    ]
    return CellRichText(*blocks)


def by_xlsxwriter(path: Path, fill: Callable[[Any], None]) -> None:
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet("Phụ lục")
        for at, row in enumerate(([YEAR], HEADING, *GOOD)):
            page.write_row(at, 0, row)
        fill(page)
