"""What was decided on a difficulty stands beside it in the report and in the workbook."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

from openpyxl import load_workbook

from documents.report.template_data import context
from documents.workbook.workbook import workbook
from domain.issues.issues import Issue, IssueDecision, IssueState
from domain.reporting.duties import Status
from domain.summaries.report_data import Book
from tests.documents.conftest import Lived

NOW = datetime(2025, 10, 30, 2, 0, tzinfo=UTC)


def decided(lived: Lived, text: str, next_date: date | None) -> Book:
    """The book with a decision on its first difficulty, and an entry of another unit's task."""
    stuck = [each.line for each in lived.book.entries if each.line.status is Status.BLOCKED]
    first = stuck[0]
    issue = Issue(
        3, 1, first.unit_code, first.unit_name, first.task_code, first.title, 1, 1, 1, "Lan",
        "=1+1", "", IssueState.OPEN, 1, NOW, date(2025, 10, 30), None,
        IssueDecision(text, next_date, 2, "Phó Giám đốc", NOW),
    )  # fmt: skip
    other = replace(issue, id=4, unit_code="KHAC", decision=None)
    return replace(lived.book, issues=(issue, other))


def test_the_decision_and_its_date_stand_beside_the_difficulty(lived: Lived) -> None:
    plain = [each["reason"] for each in context(lived.book)["blocked"]]
    told = [
        each["reason"]
        for each in context(decided(lived, "Họp với Sở Tài chính.", date(2025, 11, 10)))["blocked"]
    ]
    said = "(ý kiến chỉ đạo: Họp với Sở Tài chính; xem lại ngày 10/11/2025)"
    assert told[0] == f"{plain[0] or 'chưa nêu nguyên nhân'} {said}"
    assert told[1:] == plain[1:]
    undated = context(decided(lived, "Họp", None))["blocked"][0]["reason"]
    assert undated.endswith("(ý kiến chỉ đạo: Họp)")


def test_the_register_is_a_sheet_of_the_workbook(lived: Lived) -> None:
    book = decided(lived, "Họp", date(2025, 11, 10))
    head, first, second = load_workbook(BytesIO(workbook(book)))["Vướng mắc"].iter_rows()
    shown = dict(zip([cell.value for cell in head], first, strict=True))
    assert shown["Số"].value == 3
    assert (shown["Nguyên nhân"].value, shown["Nguyên nhân"].data_type) == ("=1+1", "s")
    assert shown["Ý kiến chỉ đạo"].value == "Họp"
    assert shown["Hẹn xem lại"].value == datetime(2025, 11, 10)  # noqa: DTZ001 - sheets know no zones
    assert shown["Tình trạng"].value == "Chưa giải quyết"
    assert [cell.value for cell in second][8:12] == [None] * 4
