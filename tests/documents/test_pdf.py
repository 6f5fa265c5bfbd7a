"""An annex printed to PDF is the same plan; who signed it is said as far as the file proves it."""

import shutil
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from fpdf import FPDF
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from documents.plan.reader import read_plan
from documents.readers.pdf import process
from documents.readers.pdf.assemble import grids
from documents.readers.pdf.page import Line, Page, Ruled, Said, Word
from documents.readers.pdf.text import said_in
from domain.imports.file_notes import FileNote
from tests.documents.annex_files import UNITS, reasons
from tests.documents.sample_annexes import LAYOUTS, saved_as, understood, word

needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="needs LibreOffice to print to PDF"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pdf")
    for name, layout in LAYOUTS.items():
        word(layout, made / f"{name}.docx")
    saved_as(sorted(made.glob("*.docx")), "pdf", made)
    return made


@needs_libreoffice
@pytest.mark.parametrize("name", [name for name in LAYOUTS if name != "dai"])
def test_an_annex_printed_to_pdf_is_the_same_plan(folder: Path, name: str) -> None:
    reading = read_plan(folder / f"{name}.pdf", UNITS)
    assert understood(reading, LAYOUTS[name]) == []
    assert [note.reason for note in reading.notes] == ["import.note_pdf"]


@needs_libreoffice
def test_only_a_word_cut_by_a_narrow_column_differs(folder: Path) -> None:
    """A line end within "infographic" looks like one between words."""
    wrong = understood(read_plan(folder / "dai.pdf", UNITS), LAYOUTS["dai"])
    assert all("infographi" in each for each in wrong)


def set_in(*lines: tuple[str, float], width: float = 100.0) -> str:
    """Lines of single words so wide, 10 high."""
    words = [Word(text, 0, 12 * at, wide, 12 * at + 10) for at, (text, wide) in enumerate(lines)]
    return said_in(words, width, 200).text


def test_a_line_end_is_kept_where_the_next_word_would_have_fitted() -> None:
    assert set_in(("Phòng", 30), ("QLTM", 30)) == "Phòng\nQLTM"
    assert set_in(("Thương", 80), ("mại", 30)) == "Thương mại"
    assert set_in(("5064/KH-", 80), ("SCT", 30)) == "5064/KH-SCT"


def row(*texts: str, level: int = 0, lines: int = 1) -> dict[Any, Said]:
    return {
        (level, at, level, at): Said(text, lines=(text,) * lines, full=True)
        for at, text in enumerate(texts)
    }


def page(number: int, *rows: dict[Any, Said]) -> Page:
    cells = {span: said for each in rows for span, said in each.items()}
    edges = [100.0 * at for at in range(6)]
    levels = [20.0 * at + 50 for at in range(len(rows) + 1)]
    return Page(number, 600, [Line(10, "Phụ lục"), Line(800, str(number), True)],
                [Ruled(edges, levels, cells)])  # fmt: skip


def test_a_row_that_a_page_cut_is_one_row() -> None:
    first = page(1, row("1", "Rà soát", "VP", "", "25/10"), row("2", "Kiểm tra", "P.", "", "Q.IV",
                 level=1, lines=2))  # fmt: skip
    second = page(
        2, row("", "công tác", "QLTM", "", ""), row("3", "Báo cáo", "VP", "", "", level=1)
    )
    [grid] = grids([first, second])
    assert [[cell.text for cell in each.cells] for each in grid.rows] == [
        ["1", "Rà soát", "VP", "", "25/10"],
        ["2", "Kiểm tra công tác", "P. QLTM", "", "Q.IV"],
        ["3", "Báo cáo", "VP", "", ""],
    ]


def test_a_row_without_a_number_at_the_top_of_a_page_stays_a_row() -> None:
    first = page(1, row("1", "Rà soát", "VP", "", "25/10"))
    second = page(2, row("", "Kiểm tra", "VP", "P. QLTM", "Quý IV"))
    [grid] = grids([first, second])
    assert len(grid.rows) == 2


@needs_libreoffice
def test_a_broken_and_a_locked_pdf_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n\0\1")
    assert reasons(read_plan(tmp_path / "hong.pdf", UNITS)) == {1: "unreadable_file"}
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    with (folder / "ngan.pdf").open("rb") as file:
        writer = copy_into_new_writer(PdfFileReader(file))
        writer.encrypt("mat-khau")  # type: ignore[no-untyped-call] # it says no types
        with (tmp_path / "khoa.pdf").open("wb") as locked:
            writer.write(locked)  # type: ignore[no-untyped-call] # it says no types
    assert reasons(read_plan(tmp_path / "khoa.pdf", UNITS)) == {1: "file_locked"}


@needs_libreoffice
def test_a_file_that_takes_too_long_is_given_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "PATIENCE_S", 0.01)
    assert reasons(read_plan(folder / "ngan.pdf", UNITS)) == {1: "file_takes_too_long"}


PDF: Any = generic
HEADING = ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn hoàn thành")
FORM = (
    ("1", "Rà soát quy trình cấp phép", "Văn phòng Sở", "", "25/10/2025"),
    ("2", "Kiểm tra chợ\rhạng II", "P_QLTM", "VP", "qd4"),
)


def form(target: Path) -> None:
    """A table whose cells are fields below the heading; the last one is a choice of quarters."""
    from matplotlib import get_data_path

    pdf = FPDF("L")
    pdf.add_font("DejaVu", "", Path(get_data_path()) / "fonts/ttf/DejaVuSans.ttf")
    pdf.set_font("DejaVu", size=11)
    pdf.add_page()
    with pdf.table(line_height=14, first_row_as_headings=False) as drawn:
        for row in (HEADING, *(each[:1] for each in FORM)):
            drawn.row([*row, *[""] * (len(HEADING) - len(row))])
    target.write_bytes(bytes(pdf.output()))
    with pdfplumber.open(target) as made:
        high, [table] = made.pages[0].height, made.pages[0].find_tables()
        boxes: Any = [row.cells for row in table.rows[1:]]
    add_fields(target, [
        (text, [box[0] + 2, high - box[3] + 2, box[2] - 2, high - box[1] - 2])
        for row, cells in zip(FORM, boxes, strict=True)
        for text, box in zip(row[1:], cells[1:], strict=True)
    ])  # fmt: skip


def add_fields(target: Path, fields: Sequence[tuple[str, Sequence[float]]]) -> None:
    writer: Any = IncrementalPdfFileWriter(BytesIO(target.read_bytes()))
    page, _ = writer.find_page_for_modification(0)
    made = PDF.ArrayObject()
    for number, (text, place) in enumerate(fields):
        quarter = text.startswith("qd")
        field = PDF.DictionaryObject({
            PDF.NameObject("/Subtype"): PDF.NameObject("/Widget"),
            PDF.NameObject("/FT"): PDF.NameObject("/Ch" if quarter else "/Tx"),
            PDF.NameObject("/T"): PDF.TextStringObject(f"ô {number}"),
            PDF.NameObject("/Rect"): PDF.ArrayObject(map(PDF.FloatObject, place)),
            PDF.NameObject("/V"): PDF.TextStringObject(text),
        })  # fmt: skip
        if quarter:
            pair = PDF.TextStringObject(text), PDF.TextStringObject("Quý IV/2025")
            field[PDF.NameObject("/Opt")] = PDF.ArrayObject([PDF.ArrayObject(pair)])
        made.append(writer.add_object(field))
    made.append(PDF.IndirectObject(99_999, 0, writer))  # what was deleted leaves such a number
    page.get_object()[PDF.NameObject("/Annots")] = made
    writer.update_container(page.get_object())
    with target.open("wb") as file:
        writer.write(file)


def test_what_stands_in_the_fields_of_a_form_is_read(tmp_path: Path) -> None:
    form(tmp_path / "bieu-mau.pdf")
    reading = read_plan(tmp_path / "bieu-mau.pdf", UNITS)
    assert [(each.title, each.lead_codes, each.deadline) for each in reading.lines] == [
        ("Rà soát quy trình cấp phép", ("VP",), date(2025, 10, 25)),
        ("Kiểm tra chợ hạng II", ("P_QLTM",), date(2025, 12, 31)),
    ]
    assert reading.notes[-1] == FileNote("import.note_form", {"count": "8"})


def signer() -> Any:
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([
        x509.NameAttribute(NameOID.COMMON_NAME, "Nguyễn Văn Thử"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "SỞ CÔNG THƯƠNG"),
    ])  # fmt: skip
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(5)
    made = made.public_key(key.public_key())
    begins, ends = datetime.fromisoformat("2025-01-01"), datetime.fromisoformat("2035-01-01")
    certificate = made.not_valid_before(begins).not_valid_after(ends).sign(key, hashes.SHA256())
    der, pkcs8 = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    private = key.private_bytes(der, pkcs8, serialization.NoEncryption())
    return SimpleSigner(
        signing_cert=asn1.Certificate.load(certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call] # no types
    )


def signed(source: Path, target: Path, field: str, by: Any) -> None:
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

    with source.open("rb") as file:
        made = sign_pdf(
            IncrementalPdfFileWriter(file), PdfSignatureMetadata(field_name=field), signer=by
        )
    target.write_bytes(made.getvalue())


@needs_libreoffice
def test_who_signed_is_said_and_a_change_after_it_is_seen(folder: Path, tmp_path: Path) -> None:
    once, twice, changed = (tmp_path / f"{name}.pdf" for name in ("mot", "hai", "sua"))
    by = signer()
    signed(folder / "ngan.pdf", once, "Mot", by)
    signed(once, twice, "Hai", by)
    changed.write_bytes(once.read_bytes().replace(b"/MediaBox", b"/mediaBox", 1))
    [_, note] = read_plan(once, UNITS).notes
    assert note.reason == "import.note_signed"
    assert (note.facts["signer"], note.facts["office"]) == ("Nguyễn Văn Thử", "SỞ CÔNG THƯƠNG")
    assert datetime.fromisoformat(note.facts["at"]).tzinfo
    told = [note.reason for note in read_plan(twice, UNITS).notes]
    assert told[1:] == ["import.note_signed_before", "import.note_signed"]
    assert read_plan(changed, UNITS).notes[-1].reason == "import.note_signed_broken"
