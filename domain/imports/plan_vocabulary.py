"""The words by which the parts of a plan's annex are known: its columns and its rows."""

import re
from collections.abc import Sequence
from enum import StrEnum

from domain.text.normalize import plain


class Heading(StrEnum):
    """What a column of the annex says."""

    NUMBER = "stt"
    FIELD = "field"
    CRITERION = "criterion"
    LIMITATION = "limitation"
    TASK = "task"
    OUTPUT = "output"
    LEAD = "lead"
    COORDINATING = "coordinating"
    DEADLINE = "deadline"
    RECURRENCE = "recurrence"
    MAX_SCORE = "max_score"


def _words(*phrases: str) -> tuple[str, ...]:
    return tuple(plain(each) for each in phrases)


HEADINGS = {
    Heading.NUMBER: _words("STT", "TT", "Số TT", "Số thứ tự", "Thứ tự", "S T T", "Mã", "Mã số",
        "Mã nhiệm vụ", "Số hiệu", "No", "Order", "code"),
    Heading.FIELD: _words("Lĩnh vực", "Nhóm nhiệm vụ", "Nhóm", "Lĩnh vực CCHC", "Mảng công tác",
        "Nội dung CCHC", "field"),
    Heading.CRITERION: _words("Tiêu chí", "Tiêu chí thành phần", "Nội dung tiêu chí",
        "Chỉ số thành phần", "Tên tiêu chí", "Chỉ tiêu",
        "Lĩnh vực, tiêu chí", "Lĩnh vực/tiêu chí", "Tiêu chí, tiêu chí thành phần", "criterion"),
    Heading.LIMITATION: _words("Tồn tại", "Hạn chế", "Tồn tại, hạn chế",
        "Nội dung tồn tại, hạn chế", "Khó khăn, tồn tại", "Những tồn tại, hạn chế",
        "Nguyên nhân", "limitation_2024"),
    Heading.TASK: _words("Nhiệm vụ", "Nội dung nhiệm vụ", "Nội dung", "Nội dung công việc",
        "Nội dung thực hiện", "Công việc", "Tên nhiệm vụ", "Nhiệm vụ, giải pháp", "Giải pháp",
        "Giải pháp, nhiệm vụ", "Nhiệm vụ cụ thể", "Nhiệm vụ trọng tâm", "Nhiệm vụ được giao",
        "Hoạt động", "Đầu việc", "Nội dung/nhiệm vụ", "Giải pháp khắc phục", "Biện pháp khắc phục",
        "Tên công việc", "Nội dung hoạt động", "Nhiệm vụ chủ yếu", "Công việc cụ thể",
        "Nội dung cụ thể", "Nhiệm vụ khắc phục", "Task", "Tasks", "Activity", "Activities",
        "task_vi"),
    Heading.OUTPUT: _words("Sản phẩm", "Kết quả", "Sản phẩm đầu ra", "Kết quả đầu ra", "Đầu ra",
        "Kết quả, sản phẩm", "Sản phẩm, kết quả", "Sản phẩm dự kiến", "Kết quả dự kiến",
        "Kết quả cần đạt", "Yêu cầu sản phẩm", "Hình thức sản phẩm", "Sản phẩm hoàn thành",
        "Outputs", "Deliverable", "output"),
    Heading.LEAD: _words("Chủ trì", "Đơn vị chủ trì", "Cơ quan chủ trì", "Đơn vị chủ trì thực hiện",
        "Phòng, đơn vị chủ trì", "Đơn vị thực hiện", "Cơ quan thực hiện", "Đơn vị chủ trì tham mưu",
        "Phân công thực hiện", "Phân công", "Đơn vị chịu trách nhiệm", "Trách nhiệm thực hiện",
        "Đơn vị đầu mối", "Đầu mối", "Đơn vị được giao", "Đơn vị tham mưu", "Đơn vị phụ trách",
        "Cơ quan, đơn vị thực hiện", "Phòng, đơn vị thực hiện", "Đơn vị", "Cơ quan, đơn vị",
        "Phòng, đơn vị", "Đơn vị chính", "Trách nhiệm", "Lead", "Lead unit", "Lead agency",
        "Responsible unit", "lead_unit_code"),
    Heading.COORDINATING: _words("Phối hợp", "Đơn vị phối hợp", "Cơ quan phối hợp",
        "Đơn vị phối hợp thực hiện", "Phòng, đơn vị phối hợp", "Cơ quan, đơn vị phối hợp",
        "Thành phần phối hợp", "Coordinating", "Coordinating unit", "Coordinating units",
        "coordinating_unit_codes"),
    Heading.DEADLINE: _words("Thời hạn", "Thời hạn hoàn thành", "Thời gian", "Thời gian hoàn thành",
        "Thời gian thực hiện", "Tiến độ", "Tiến độ thực hiện", "Tiến độ hoàn thành",
        "Hạn hoàn thành", "Hạn", "Ngày hoàn thành", "Mốc thời gian", "Thời điểm hoàn thành",
        "Lộ trình", "Hoàn thành", "Mốc hoàn thành",
        "Thời hạn thực hiện", "Kết thúc", "Hạn xử lý", "Thời gian kết thúc",
        "Due", "Due date", "Completion date", "deadline"),
    Heading.RECURRENCE: _words("Tần suất", "Chế độ báo cáo", "Định kỳ báo cáo", "Kỳ báo cáo",
        "Tần suất báo cáo", "Định kỳ", "Tần suất thực hiện", "recurrence"),
    Heading.MAX_SCORE: _words("Điểm tối đa", "Điểm chuẩn", "Thang điểm", "Điểm", "Số điểm tối đa",
        "Điểm số tối đa", "max_score"),
}  # fmt: skip
"""What may stand over each column, in plain spelling."""
LAST_RESORT = {
    Heading.LEAD: _words("Người thực hiện", "Người chủ trì", "Người phụ trách", "Cán bộ thực hiện",
        "Cán bộ phụ trách", "Cá nhân thực hiện", "Ai làm"),
}  # fmt: skip
"""What may stand over a column when no other column says the same better."""

NOT_HEADINGS = {
    Heading.LEAD: r"don vi (?:tinh|de xuat|ban hanh|nhan)|lanh dao|theo doi|can bo|chuyen vien|"
    r"(?!.*chu tri).*phoi hop",
    Heading.COORDINATING: r".*chu tri",
    Heading.DEADLINE: r".*(?:bat dau|khoi cong|ngay giao|ket qua)",
    Heading.OUTPUT: r".*(?:diem|tu cham|danh gia|tham dinh)|ket qua.*(?:20\d\d|den ngay|quy|thang)",
    Heading.MAX_SCORE: r"(?!.*toi da).*(?:dat|tu cham|danh gia|tham dinh|tru|mat|20\d\d)",
    Heading.TASK: r"(?:ma|so|don vi|co quan|phong|thoi|tien do|ket qua|san pham|diem|ghi chu)\b",
    Heading.CRITERION: r"(?:ket qua|diem)\b",
    Heading.LIMITATION: r"(?:nhiem vu|giai phap|bien phap|ket qua)\b",
}
"""Words that tell a column apart from a look-alike; matched from the beginning."""

TOTAL = re.compile(
    r"(?:tong cong|tong so|tong diem)\b.{0,40}|(?:tong|cong)\b\s*(?:\(.*\)|:.*|[\d.,/ ]*)|"
    r"(?:tong |cong )+(?:muc|phan|nhom|linh vuc|chuong|phu luc)\b.{0,80}"
)
NOTE = re.compile(
    r"noi nhan\b|ghi chu\s*:|luu\s*:|\(ky\b|nguoi (?:lap|lap bieu|ky)$|(?:kt|tl|tm|tuq)\.|"
    r"(?:giam doc|pho giam doc|thu truong don vi|chu tich|truong phong|chanh van phong)$|"
    r"[a-z. ]{2,30},\s*ngay\b.{0,12}\bthang\b.{0,12}\bnam\b.{0,8}$|\* ?ghi chu|\(\*\)"
)
MEASURE = re.compile(r"\(?\s*(?:don vi(?: tinh)?|dvt)\s*:")
OF_FIELD = re.compile(
    r"^(?:lĩnh vực|nhóm nhiệm vụ|nhóm|nội dung)(?:\s+(?:\d{1,2}|[IVX]+))?\s*[:.–-]\s*",
    re.IGNORECASE,
)
NO_FIELD = re.compile(
    r"(?:danh muc|phu luc|bieu|bang|ke hoach|noi dung|nhiem vu|phan cong|tong hop|tien do|to chuc|"
    r"cac nhiem vu|muc tieu|muc dich|yeu cau|don vi|ghi chu)\b"
)
"""How a line above a table begins that names the table and no field of work."""
PLAIN_SHEET = re.compile(
    r"(?:sheet|trang|phu luc|pl|bang|bieu|ke hoach|kh|nhiem vu|danh muc|nam|quy|thang|cchc|du thao|"
    r"table|page|plan|tong hop|chi tiet|goc)\b.*|(?:sheet|pl|pluc)?[\d\W]*|[ivx]+"
)
"""Names of sheets that say nothing of the work on them."""
DITTO = frozenset(("nt", "-nt-", "- nt -", "nhu tren", '"', "''", "”", "“", "//", "-//-"))
MARKER = re.compile(r"(?:(?:phần|mục|nhóm)\s+)?([IVXLC]+|[A-ZĐ])\s*[.):/-]*", re.IGNORECASE)
MARKED = re.compile(r"(?:(?:phần|mục|nhóm)\s+)?([IVXLC]+|[A-ZĐ])\s*[.):/-]\s*(?=\S)")
NUMBER = re.compile(
    r"\(?\d{1,4}(?:[.,]\d{1,3})*[.)]*|\(?[a-zđ][.)]+|(?:[IVXLC]+|[A-ZĐ])(?:\.\d+)+[.)]*"
)
CODE = re.compile(r"[\w./()-]{1,20}")
COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])\)?")
_WHO = r"(?:(?:đơn\s+vị|cơ\s+quan|đv)\s+)?"
_HOW = r"(?:\s+(?:thực\s+hiện|tham\s+mưu))?(?:\s+(?:với|cùng(?:\s+với)?))?"
_OF_A_YEAR = r"(?:\s*[/-]?\s*(?:nam\s*)?20\d\d)?"
PERIOD = re.compile(
    rf"(?:quy|q)\s*[.]?\s*(?:iv|i{{1,3}}|0?[1-4]){_OF_A_YEAR}|"
    rf"(?:thang|t)\s*[.]?\s*(?:0?[1-9]|1[0-2]){_OF_A_YEAR}"
)
"""What stands over columns of which some are ticked: the quarters or months of a year."""
TICKS = frozenset("xv✓✔√☑☒×+*•●■◆")
ROLE_MARK = re.compile(
    rf"(?P<open>\()?\s*{_WHO}(?:đồng\s+)?(?P<role>chủ\s+trì|phối\s+hợp){_HOW}\s*(?(open)\))\s*"
    r"(?P<colon>:)?|\b(?P<short>CT|PH)\s*:",
    re.IGNORECASE,
)
ROLE_WORDS = (":", "chủ", "phối")
"""No mark of a role is without one of these."""

TITLE_LINES = 5
_OF_A_DATE = r"(?:thang\s*\d{1,2}\s*[,/]?\s*)"
_TITLE_YEAR = re.compile(rf"({_OF_A_DATE})?\bnam\s*(20\d\d)\b(?!\s*-\s*20)")
_ANY_YEAR = re.compile(r"(?:[/-]\s*|\bnam\s*)(20\d\d)(?!\d)")
_BODY = re.compile(r"can cu\b|[ivx]+\.|\d+\.")


def year_of(lines: Sequence[str]) -> int | None:
    """The year an annex is for: the one its title names, else that of a date near it."""
    said = [plain(line) for line in lines]
    annex = [at for at, line in enumerate(said) if line.startswith("phu luc")][-1:]
    plan = [at for at, line in enumerate(said) if re.match(r"ke hoach\b", line)][:1]
    sources = [*(_title(said[at : at + TITLE_LINES]) for at in (*annex, *plan)), said]
    named = (_title_years(source) for source in sources)
    dated = (list(map(int, _ANY_YEAR.findall("\n".join(source)))) for source in sources)
    return next((max(years) for years in (*named, *dated) if years), None)


def _title(said: Sequence[str]) -> Sequence[str]:
    """The lines up to where the text itself begins."""
    return said[: next((at for at, line in enumerate(said) if _BODY.match(line)), len(said))]


def _title_years(source: Sequence[str]) -> list[int]:
    found = _TITLE_YEAR.findall("\n".join(source))
    return [int(year) for of_a_date, year in found if not of_a_date]
