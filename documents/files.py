"""The files of a period, from what they say; each library is loaded when it is first wanted."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import assert_never

from domain.people.department_names import UNNAMED, DepartmentNames
from domain.summaries.briefing import News, Repeated
from domain.summaries.report_data import Book
from domain.summaries.summary import Summary


class FileForm(StrEnum):
    DOCX = "docx"
    XLSX = "xlsx"
    PNG = "png"


def written(
    book: Book,
    form: FileForm,
    template: Path | None = None,
    names: DepartmentNames = UNNAMED,
) -> bytes:
    """The book as a file. Raises Refusal for a broken template."""
    match form:
        case FileForm.DOCX:
            from documents.report.docx import word_report

            return word_report(book, template, names)
        case FileForm.XLSX:
            from documents.workbook.workbook import workbook

            return workbook(book)
        case FileForm.PNG:
            from documents.report.chart import chart

            return chart(book)
        case _:
            assert_never(form)


def briefing(
    summary: Summary,
    news: News,
    often: Sequence[Repeated],
    names: DepartmentNames = UNNAMED,
) -> bytes:
    """The page for a briefing as a Word file."""
    from documents.report.briefing_docx import briefing_page

    return briefing_page(summary, news, often, names)
