"""Files as offices really have them: what comes out of each is written beside it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from documents.plan.reader import read_plan
from domain.imports.plan_rows import PlanReading
from tests.documents.annex_files import HEADING, UNITS, ignored, letter, table
from tests.documents.odd_files import (
    GOOD,
    TCVN3,
    TEMPLATE,
    VNI,
    WORD,
    YEAR,
    W,
    book,
    by_xlsxwriter,
    cell_fonts,
    document,
    fonts,
    level,
    lists,
    numbered,
    refill,
    repacked,
    replaced,
    rich,
    strict,
    style,
    wrapped,
    written,
)

Facts = tuple[str, tuple[str, ...], tuple[str, ...], str, str]
ALL: list[Facts] = [
    ("Lập bảng theo dõi", ("VP",), ("P_QLTM",), "2025-11-15", "Bảng"),
    ("Khảo sát nhu cầu", ("P_QLCN",), ("VP",), "2025-11-20", "Báo cáo"),
    ("Kiểm kê thiết bị", ("P_QLNL",), (), "2025-11-28", "Biên bản"),
]
MACRO = b"application/vnd.ms-word.document.macroEnabled.main+xml"
SHEET = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def read(folder: Path, content: Any, ending: str) -> PlanReading:
    path = folder / f"a{ending}"
    path.write_bytes(content if isinstance(content, bytes) else written(content))
    return read_plan(path, UNITS)


def facts(reading: PlanReading) -> list[Facts]:
    return [
        (t.title, t.lead_codes, t.coordinating_codes, str(t.deadline), t.output)
        for t in reading.lines
    ]


def codes(reading: PlanReading) -> list[str]:
    return [task.code for task in reading.lines]


def _word(change: Callable[[str, bytes], tuple[str, bytes]]) -> Callable[[], bytes]:
    return lambda: repacked(written(document()[0]), change)


def _excel(change: Callable[[str, bytes], tuple[str, bytes]]) -> Callable[[], bytes]:
    return lambda: repacked(written(book()[0]), change)


def _day_alone(name: str, content: bytes) -> tuple[str, bytes]:
    return name, re.sub(rb"(\d{4}-\d\d-\d\d)T[\d:]+Z", rb"\1", content)


SHEET_MACRO = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
FILLS = {b"<fill><patternFill/></fill>": b"<fill/>", b"<fill><patternFill /></fill>": b"<fill/>"}
PACKAGES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "main part of another name": (".docx", _word(replaced({b"document.xml": b"document2.xml"}))),
    "with macros": (".docm", _word(replaced({WORD: MACRO}))),
    "template": (".dotx", _word(replaced({WORD: TEMPLATE}))),
    "strict Word": (".docx", _word(strict)),
    "workbook of another name": (".xlsx", _excel(replaced({b"workbook.xml": b"workbook2.xml"}))),
    "workbook with macros": (".xlsm", _excel(replaced({SHEET: SHEET_MACRO}))),
    "strict Excel": (".xlsx", _excel(strict)),
    "fill without a kind": (".xlsx", _excel(replaced(FILLS))),
    "metadata with a day alone": (".xlsx", _excel(_day_alone)),
    "Word metadata with a day alone": (".docx", _word(_day_alone)),
}


@pytest.mark.parametrize("kind", PACKAGES)
def test_what_is_no_content_never_stops_an_import(tmp_path: Path, kind: str) -> None:
    ending, make = PACKAGES[kind]
    reading = read(tmp_path, make(), ending)
    assert reading.errors == ()
    assert facts(reading) == ALL


def by_font(rows: Any, font: str) -> Any:
    made, inner = document(rows)
    fonts(inner, font)
    return made


def sheet_by_font(rows: Any, font: str) -> Any:
    made, page = book(rows)
    cell_fonts(page, font)
    return made


FONT = '<w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr>'


def styled_font() -> Any:
    made, inner = document(TCVN3)
    style(
        made,
        "paragraph",
        "CuA",
        FONT,
    )
    for paragraph in inner._tbl.iter(qn("w:p")):
        paragraph.get_or_add_pPr().append(parse_xml(f'<w:pStyle {W} w:val="CuA"/>'))
    return made


LEGACY: dict[str, tuple[str, Callable[[], Any], str]] = {
    "Word, TCVN3 by fonts": (".docx", lambda: by_font(TCVN3, ".VnTime"), "TCVN3"),
    "Word, TCVN3 by letters": (".docx", lambda: document(TCVN3)[0], "TCVN3"),
    "Word, TCVN3 by a style": (".docx", styled_font, "TCVN3"),
    "Word, VNI by fonts": (".docx", lambda: by_font(VNI, "VNI-Times"), "VNI"),
    "Word, VNI by letters": (".docx", lambda: document(VNI)[0], "VNI"),
    "Excel, TCVN3 by fonts": (".xlsx", lambda: sheet_by_font(TCVN3, ".VnArial"), "TCVN3"),
    "Excel, TCVN3 by letters": (".xlsx", lambda: book(TCVN3)[0], "TCVN3"),
    "Excel, VNI by fonts": (".xlsx", lambda: sheet_by_font(VNI, "VNI-Helve"), "VNI"),
    "Excel, VNI by letters": (".xlsx", lambda: book(VNI)[0], "VNI"),
}


@pytest.mark.parametrize("kind", LEGACY)
def test_old_encodings_are_converted_marked_and_named(tmp_path: Path, kind: str) -> None:
    ending, make, encoding = LEGACY[kind]
    reading = read(tmp_path, make(), ending)
    assert reading.errors == ()
    assert facts(reading) == ALL
    for row in reading.rows:
        assert {"task", "lead"} <= row.doubted
        marks = [each for each in row.doubts if each.reason == "import.doubt_encoding"]
        assert {each.facts["value"] for each in marks} == {encoding}


def test_unicode_under_an_old_font_and_french_stay_as_they_are(tmp_path: Path) -> None:
    reading = read(tmp_path, by_font(GOOD, ".VnTime"), ".docx")
    assert facts(reading) == ALL
    rows = [(*GOOD[0][:1], "Hội thảo «Café à la carte»", *GOOD[0][2:])]
    reading = read(tmp_path, document(rows)[0], ".docx")
    assert reading.lines[0].title == "Hội thảo «Café à la carte»"


def test_capitals_of_an_old_font_are_capitals(tmp_path: Path) -> None:
    made, inner = document([("1", "", *GOOD[0][2:])])
    run = '<w:r><w:rPr><w:rFonts w:ascii="{}" w:hAnsi="{}"/></w:rPr><w:t>{}</w:t></w:r>'
    capital = run.format(".VnTimeH", ".VnTimeH", "kÕ ho¹ch ")
    refill(inner.cell(1, 1), capital, run.format("Arial", "Arial", "năm 2025"))
    assert read(tmp_path, made, ".docx").lines[0].title == "KẾ HOẠCH năm 2025"


def test_the_soft_hyphen_of_word_is_a_letter_of_tcvn3(tmp_path: Path) -> None:
    made, inner = document([("1", "", *GOOD[0][2:])])
    font = '<w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr>'
    hyphen = "<w:softHyphen/>"
    text = f"<w:t>V¨n th</w:t>{hyphen}<w:t> l</w:t>{hyphen}<w:t>u tr÷</w:t>"
    refill(inner.cell(1, 1), f"<w:r>{font}{text}</w:r>")
    assert read(tmp_path, made, ".docx").lines[0].title == "Văn thư lưu trữ"


def test_fonts_change_within_a_cell_of_excel(tmp_path: Path) -> None:
    made, page = book(GOOD)
    page["B3"] = rich(("LËp b¶ng ", ".VnTime", None), ("theo dõi", "Arial", None))
    assert facts(read(tmp_path, made, ".xlsx")) == ALL


def listed(xml: str, places: Any) -> Any:
    made, inner = document([("", *row[1:]) for row in (*GOOD, ("4", "Gửi tin", *GOOD[0][2:]))])
    lists(made, xml)
    for row, (number, at) in zip(inner.rows[1:], places, strict=True):
        if number:
            numbered(made, row.cells[0], number, at)
    return made


ABSTRACT = '<w:abstractNum w:abstractNumId="{}">{}</w:abstractNum>'
NUM = '<w:num w:numId="{}"><w:abstractNumId w:val="{}"/>{}</w:num>'
BEGIN = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
ONE = ABSTRACT.format(0, level(0, "%1."))
TWO = ABSTRACT.format(0, level(0, "%1.") + level(1, "%1.%2"))
NUMBERS: dict[str, tuple[str, Any, list[str]]] = {
    "starts at 11": (ABSTRACT.format(0, level(0, "%1", 11)) + NUM.format(5, 0, ""),
                     [(5, 0)] * 4, ["11", "12", "13", "14"]),
    "begins anew at 21": (ONE + NUM.format(5, 0, BEGIN.format(21)), [(5, 0)] * 4,
                          ["21", "22", "23", "24"]),
    "two lists of one": (ONE + NUM.format(5, 0, "") + NUM.format(6, 0, ""),
                         [(5, 0), (5, 0), (6, 0), (6, 0)], ["1", "2", "3", "4"]),
    "the second begins anew": (ONE + NUM.format(5, 0, "") + NUM.format(6, 0, BEGIN.format(8)),
                               [(5, 0), (5, 0), (6, 0), (6, 0)], ["1", "2", "8", "9"]),
    "two levels": (TWO + NUM.format(5, 0, ""), [(5, 0), (5, 1), (5, 1), (5, 0)],
                   ["1", "1.1", "1.2", "2"]),
    "no upper level yet": (TWO + NUM.format(5, 0, ""), [(5, 1), (5, 1), (5, 0), (5, 1)],
                           ["1.1", "1.2", "1", "1.1*"]),
    "Roman and legal": (ABSTRACT.format(0, level(0, "%1", 3, "upperRoman")
                        + level(1, "%1.%2", 1, "decimal", "<w:isLgl/>")) + NUM.format(5, 0, ""),
                        [(5, 0), (5, 1), (5, 1), (5, 0)], ["III", "3.1", "3.2", "IV"]),
    "letters and a zero": (ABSTRACT.format(0, level(0, "NV%1", 9, "decimalZero"))
                           + NUM.format(5, 0, ""), [(5, 0)] * 4, ["NV09", "NV10", "NV11", "NV12"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", NUMBERS)
def test_automatic_numbers_are_as_libreoffice_shows_them(tmp_path: Path, kind: str) -> None:
    xml, places, shown = NUMBERS[kind]
    reading = read(tmp_path, listed(xml, places), ".docx")
    told = {row.number: row.cells["stt"] for row in reading.rows}  # type: ignore[index] # a StrEnum
    assert list(told.values()) == [each.rstrip("*") for each in shown] or codes(reading) == shown


def test_a_style_gives_numbers(tmp_path: Path) -> None:
    made, inner = document([("", *row[1:]) for row in GOOD])
    lists(
        made,
        ABSTRACT.format(0, level(0, "%1", 4, "decimal", '<w:pStyle w:val="Sott"/>'))
        + NUM.format(7, 0, ""),
    )
    style(made, "paragraph", "Sott", '<w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr>')
    style(made, "paragraph", "SottCon", '<w:basedOn w:val="Sott"/>')
    for row, name in zip(inner.rows[1:], ("Sott", "SottCon", "Sott"), strict=True):
        row.cells[0].paragraphs[0]._p.get_or_add_pPr().append(
            parse_xml(f'<w:pStyle {W} w:val="{name}"/>')
        )
    assert codes(read(tmp_path, made, ".docx")) == ["4", "5", "6"]


def _rows(made: Any, inner: Any, *around: str) -> Any:
    wrapped(inner.rows[2]._tr, *around)
    return made


def _cells(made: Any, inner: Any, *around: str) -> Any:
    wrapped(inner.rows[2].cells[1]._tc, *around)
    return made


def _whole(made: Any, inner: Any, *around: str) -> Any:
    wrapped(inner._tbl, *around)
    return made


@pytest.mark.parametrize("part", [_rows, _cells, _whole], ids="rct")
@pytest.mark.parametrize(
    "around", [("sdt",), ("sdt", "sdt"), ("customXml",), ("sdt", "customXml", "sdt")], ids=len
)
def test_rows_cells_and_tables_are_found_however_deep_they_stand(
    tmp_path: Path, part: Callable[..., Any], around: tuple[str, ...]
) -> None:
    reading = read(tmp_path, part(*document(), *around), ".docx")
    assert reading.errors == ()
    assert facts(reading) == ALL


TEXT = "<w:r><w:t>{}</w:t></w:r>"
BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>Bảng</w:t>"
    "</w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p>"
    "<w:r><w:t>Bảng</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)
PLACEHOLDER = (
    "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Bấm để nhập</w:t></w:r>"
    "</w:sdtContent></w:sdt>"
)
DROP_DOWN = (
    "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/>"
    "<w:listEntry w:val='Tin'/><w:listEntry w:val='Bảng'/></w:ddList></w:ffData></w:fldChar></w:r>"
)
FRACTION = (
    "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den>"
    "</m:f></m:oMath>"
)
CELLS = {
    "a text box is read once": ((BOX,), "Bảng"),
    "a placeholder is nothing": ((PLACEHOLDER,), ""),
    "a drop-down of an old form": ((DROP_DOWN,), "Bảng"),
    "a formula": ((TEXT.format("Giảm "), "<m:oMath><m:r><m:t>30%</m:t></m:r></m:oMath>",
                   TEXT.format(" hồ sơ")), "Giảm 30% hồ sơ"),
    "a fraction": ((FRACTION, TEXT.format(" số hồ sơ")), "1/2 số hồ sơ"),
    "hidden by a style": ((TEXT.format("Bảng"), "<w:r><w:rPr><w:rStyle w:val='An'/></w:rPr>"
                           "<w:t>giấu</w:t></w:r>"), "Bảng"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_is_read_as_it_is_seen(tmp_path: Path, kind: str) -> None:
    made, inner = document()
    style(made, "character", "An", "<w:rPr><w:vanish/></w:rPr>")
    xml, output = CELLS[kind]
    refill(inner.cell(1, 5), *xml)
    assert read(tmp_path, made, ".docx").lines[0].output == output


def test_a_row_hidden_by_a_style_is_flagged(tmp_path: Path) -> None:
    made, inner = document()
    style(made, "character", "An", "<w:rPr><w:vanish/></w:rPr>")
    style(made, "character", "AnCon", '<w:basedOn w:val="An"/>')
    for run in inner.rows[2]._tr.iter(qn("w:r")):
        run.get_or_add_rPr().append(parse_xml(f'<w:rStyle {W} w:val="AnCon"/>'))
    reading = read(tmp_path, made, ".docx")
    assert [error.reason for error in reading.errors] == ["import.hidden_row"]
    assert facts(reading) == [ALL[0], ALL[2]]


def test_marks_set_high_are_no_digits_of_a_day(tmp_path: Path) -> None:
    made, inner = document()
    refill(inner.cell(1, 4), TEXT.format("15/11/2025"),
           "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>1</w:t></w:r>")  # fmt: skip
    assert facts(read(tmp_path, made, ".docx")) == ALL
    workbook, page = book()
    page["E3"] = rich(("15/11/2025", "Arial", None), ("1", "Arial", "superscript"))
    assert facts(read(tmp_path, workbook, ".xlsx")) == ALL


def test_a_formula_whose_text_is_empty_is_an_empty_cell(tmp_path: Path) -> None:
    def fill(page: Any) -> None:
        for row in range(5, 12):
            page.write_formula(row, 0, f'=IF(B{row + 1}<>"",{row - 1},"")', None, "")

    by_xlsxwriter(tmp_path / "a.xlsx", fill)
    assert facts(read_plan(tmp_path / "a.xlsx", UNITS)) == ALL


def test_numbers_filled_down_that_were_never_computed_make_no_rows(tmp_path: Path) -> None:
    made, page = book()
    for row in range(6, 12):
        page.cell(row, 1).value = f'=IF(B{row}<>"",{row},"")'
    reading = read(tmp_path, made, ".xlsx")
    assert reading.errors == ()
    assert facts(reading) == ALL


def test_escaped_carriage_returns_are_line_breaks(tmp_path: Path) -> None:
    made, page = book()
    page["C4"] = "Phòng Quản lý_x000D_\nCông nghiệp"
    page["B3"] = "Lập bảng_x005F_x000D_ theo dõi"
    reading = read(tmp_path, made, ".xlsx")
    assert facts(reading) == ALL


def test_a_plan_that_yields_nothing_is_refused_and_ends_nothing(tmp_path: Path) -> None:
    reading = read(tmp_path, document([])[0], ".docx")
    assert [error.reason for error in reading.errors] == ["import.no_tasks"]


def test_every_table_has_its_own_heading_wherever_it_stands(tmp_path: Path) -> None:
    made = letter()
    table(made, HEADING, GOOD[0])
    made.add_paragraph("PHỤ LỤC II")
    swapped = [(a, b, d, c, e, f) for a, b, c, d, e, f in (("TT", *HEADING[1:]), *GOOD[1:2])]
    table(made, (YEAR, *[""] * 5), ("", "", "", "", "", "Đơn vị tính: việc"), *swapped)
    reading = read(tmp_path, made, ".docx")
    assert reading.errors == ()
    assert facts(reading) == ALL[:2]
    assert ignored(reading) == ["outside", "heading", "outside", "outside", "heading"]
