"""Composes annexes that nobody has seen before: words, units, deadlines and layouts by chance."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

DOING = (
    "Xây dựng, trình ban hành", "Rà soát, đề xuất đơn giản hóa", "Tổ chức kiểm tra việc thực hiện",
    "Tham mưu UBND thành phố ban hành", "Tuyên truyền, phổ biến", "Đôn đốc, theo dõi",
    "Cập nhật và công khai đầy đủ", "Triển khai có hiệu quả", "Tổng hợp, đánh giá",
    "Phối hợp hoàn thiện", "Nâng cao chất lượng", "Khảo sát, đo lường", "Chuẩn hóa, số hóa",
    "Thẩm định", "Bồi dưỡng kiến thức về", "Xử lý dứt điểm", "Duy trì, cải tiến", "Bố trí kinh phí cho",
)  # fmt: skip
WHAT = (
    "các thủ tục hành chính thuộc thẩm quyền giải quyết của Sở",
    "kế hoạch khắc phục tồn tại, hạn chế sau kiểm tra công vụ",
    "hồ sơ cấp giấy phép bán buôn rượu, thuốc lá trên địa bàn",
    "quy trình nội bộ, quy trình điện tử theo tiêu chuẩn TCVN ISO 9001:2015",
    "danh mục dịch vụ công trực tuyến toàn trình",
    "chỉ số hài lòng của người dân, doanh nghiệp (SIPAS)",
    "đề án vị trí việc làm và cơ cấu ngạch công chức",
    "việc tiếp nhận, giải quyết phản ánh, kiến nghị của tổ chức, cá nhân",
    "cơ sở dữ liệu ngành công thương dùng chung với Trung ương",
    "chế độ báo cáo định kỳ trên Hệ thống thông tin báo cáo Chính phủ",
    "an toàn hóa chất, vật liệu nổ công nghiệp tại doanh nghiệp",
    "quy hoạch cụm công nghiệp giai đoạn 2026 – 2030",
    "công tác đấu tranh chống buôn lậu, gian lận thương mại và hàng giả",
    "việc chấp hành kỷ luật, kỷ cương hành chính tại các phòng, đơn vị",
    "văn bản quy phạm pháp luật do HĐND, UBND thành phố ban hành",
    "chữ ký số chuyên dùng trong văn bản điện tử",
    "chương trình xúc tiến thương mại, kết nối cung cầu",
    "mạng lưới phân phối xăng dầu và khí hóa lỏng (LPG)",
    "định mức kinh tế – kỹ thuật dịch vụ sự nghiệp công",
    "kết quả giải quyết hồ sơ còn hiệu lực tại Bộ phận Một cửa",
)
SO_THAT = (
    "", "", "bảo đảm đúng thời hạn quy định", "đạt tỷ lệ tối thiểu 95%", "năm 2025",
    "theo Nghị quyết số 76/NQ-CP của Chính phủ", "gắn với trách nhiệm của người đứng đầu",
    "sau khi sắp xếp tổ chức bộ máy", "theo hướng dẫn của Bộ Công Thương",
    "phục vụ chấm điểm chỉ số cải cách hành chính", "không để phát sinh hồ sơ trễ hạn",
)  # fmt: skip
OUTPUTS = (
    "Kế hoạch", "Báo cáo", "Quyết định", "Công văn, báo cáo", "Biên bản kiểm tra", "Tờ trình",
    "Kế hoạch; báo cáo kết quả", "Hội nghị, tin bài", "Phần mềm được đưa vào sử dụng",
    "100% hồ sơ được số hóa", "Quyết định công bố, niêm yết công khai",
)  # fmt: skip
LEADS = (
    "Văn phòng Sở", "VP Sở", "Phòng Kế hoạch – Tài chính", "P. KH-TC", "Phòng Quản lý Thương mại",
    "P. QLTM", "Phòng Quản lý Công nghiệp", "Phòng QLCN", "Phòng Quản lý Năng lượng", "P. QLNL",
    "Phòng Kỹ thuật an toàn – Môi trường", "Phòng KTAT-MT", "Phòng Quản lý Xuất nhập khẩu",
    "Phòng XNK", "TTKC&TVPTCN", "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp",
    "Chi cục Quản lý thị trường", "Chi cục QLTT", "Đội QLTT số 4",
)  # fmt: skip
WITH = (*LEADS, "Các phòng, đơn vị thuộc Sở", "Sở Nội vụ", "Các phòng chuyên môn", "")
FIELDS = (
    "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "CẢI CÁCH THỂ CHẾ", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH",
    "CẢI CÁCH TỔ CHỨC BỘ MÁY", "CẢI CÁCH CHẾ ĐỘ CÔNG VỤ", "CẢI CÁCH TÀI CHÍNH CÔNG",
    "XÂY DỰNG CHÍNH QUYỀN ĐIỆN TỬ",
)  # fmt: skip
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")
OFTEN = ("Hằng tháng", "Hằng quý", "Thường xuyên", "6 tháng, năm", "Hằng năm")
FAULTS = (("lead", "Phòng Hợp tác quốc tế"), ("deadline", "31/9/2025"), ("lead", ""))
HEADINGS = (
    ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn hoàn thành", "Sản phẩm"),
    ("TT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện",
     "Kết quả"),
    ("STT", "Nội dung công việc", "Chủ trì", "Phối hợp", "Thời hạn", "Sản phẩm đầu ra"),
)  # fmt: skip
ORDERS = ((0, 1, 2, 3, 4, 5), (0, 1, 5, 2, 3, 4), (0, 1, 5, 4, 2, 3))
WIDTHS = {True: (1.2, 9, 4, 4.2, 3.2, 3.8), False: (1.1, 5.6, 3.1, 3.1, 2.4, 2.2)}


@dataclass(frozen=True, slots=True)
class Annex:
    """How it is laid out; its rows are texts in the order of the first heading."""

    name: str
    rows: Sequence[Sequence[str]]
    heading: Sequence[str]
    order: Sequence[int]
    landscape: bool
    size: int
    font: str
    two_rows: bool


def composed(count: int, seed: int) -> list[Annex]:
    """So many annexes; the same seed makes the same."""
    chance = random.Random(seed)
    return [_annex(at, chance) for at in range(count)]


def _annex(at: int, chance: random.Random) -> Annex:
    rows = list(_rows(chance.randrange(7, 15), chance))
    return Annex(
        name=f"{at:02}",
        rows=rows,
        heading=HEADINGS[at % len(HEADINGS)],
        order=ORDERS[chance.randrange(len(ORDERS))],
        landscape=at % 3 != 1,
        size=chance.choice((11, 12, 12, 13)),
        font="Arial" if at % 5 == 4 else "Times New Roman",
        two_rows=at % 4 == 1,
    )


def _rows(count: int, chance: random.Random) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    fields = chance.sample(FIELDS, 3)
    faulty = chance.randrange(count)
    for number in range(1, count + 1):
        if number % 5 == 1:
            rows.append((ROMAN[number // 5], fields[number // 5]))
        rows.append(_row(number, chance, FAULTS[number % 3] if number == faulty else ("", "")))
    return rows


def composed_rows(count: int, chance: random.Random) -> list[Sequence[str]]:
    """Rows without sections and faults."""
    return [_row(number, chance, ("", "")) for number in range(1, count + 1)]


def _row(number: int, chance: random.Random, fault: tuple[str, str]) -> Sequence[str]:
    told = (chance.choice(DOING), chance.choice(WHAT), chance.choice(SO_THAT))
    partners = dict.fromkeys(chance.choices(WITH, k=chance.randrange(1, 4)))
    lead = fault[1] if fault[0] == "lead" else chance.choice(LEADS)
    deadline = fault[1] if fault[0] == "deadline" else _deadline(chance)
    between = chance.choice(("; ", ", ", "\n"))
    together = between.join(filter(None, partners))
    return (str(number), " ".join(filter(None, told)), lead, together, deadline,
            chance.choice(OUTPUTS))  # fmt: skip


def _deadline(chance: random.Random) -> str:
    day, month = chance.randrange(1, 29), chance.randrange(9, 13)
    kinds = (
        f"{day:02}/{month:02}/2025",
        f"Trước {day:02}/{month:02}/2025",
        f"Trước ngày {day}/{month}/2025",
        f"Tháng {month}/2025",
        f"Quý {chance.choice(('III', 'IV'))}/2025",
        chance.choice(OFTEN),
    )
    return chance.choice(kinds)


def word(annex: Annex, path: Path) -> None:
    document = Document()
    _page(document, annex)
    head = document.add_table(1, 2)
    head.cell(0, 0).text = "UBND THÀNH PHỐ HẢI PHÒNG\nSỞ CÔNG THƯƠNG"
    head.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    for line in ("PHỤ LỤC", "PHÂN CÔNG NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2025",
                 "(Kèm theo Kế hoạch số 5064/KH-SCT ngày 23/9/2025)"):  # fmt: skip
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _table(document, annex)
    document.add_paragraph("")
    signed = document.add_table(1, 2)
    signed.cell(0, 0).text = "Nơi nhận:\n- Như trên;\n- Lưu: VT, VP."
    signed.cell(0, 1).text = "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"
    document.save(str(path))


def _page(document: Any, annex: Annex) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    if annex.landscape:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Cm(29.7), Cm(21)
    page.left_margin, page.right_margin = Cm(2.5), Cm(1.5)
    page.top_margin = page.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = annex.font, Pt(annex.size)
    normal.paragraph_format.space_after = Pt(0)


def _table(document: Any, annex: Annex) -> None:
    table = document.add_table(1 + annex.two_rows, 6)
    table.style, table.autofit = "Table Grid", False
    for at, column in enumerate(annex.order):
        _put(table.cell(0, at), annex.heading[column], bold=True)
    if annex.two_rows:
        _second_row(table, annex)
    for row in annex.rows:
        cells = table.add_row().cells
        if len(row) == 2:
            _put(cells[0], row[0], bold=True)
            _put(cells[1].merge(cells[5]), row[1], bold=True)
            continue
        for at, column in enumerate(annex.order):
            _put(cells[at], row[column], centred=column in (0, 2, 3, 4))
    widths = [WIDTHS[annex.landscape][column] for column in annex.order]
    for line in table.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = Cm(width)


def _second_row(table: Any, annex: Annex) -> None:
    led = annex.order.index(2)
    _put(table.cell(0, led).merge(table.cell(0, led + 1)), "Đơn vị thực hiện", bold=True)
    for at, column in enumerate(annex.order):
        if column in (2, 3):
            _put(table.cell(1, at), ("Chủ trì", "Phối hợp")[column - 2], bold=True)
        else:
            table.cell(0, at).merge(table.cell(1, at))
            _put(table.cell(0, at), annex.heading[column], bold=True)


def _put(cell: Any, text: str, *, bold: bool = False, centred: bool = True) -> None:
    cell.text = text
    for paragraph in cell.paragraphs:
        way = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.alignment = way
        for run in paragraph.runs:
            run.bold = bold
