"""The files of a period with so many units and tasks, against the usual way to write them."""

import argparse
import asyncio
import io
import time

from benchmarks.department import NOW, PERIOD, found, opened
from benchmarks.measuring import told
from bot.channels.web.signed_links import Links
from documents.files import FileForm, written
from domain.calendar.work_calendar import WorkCalendar
from domain.reporting.cycles import Cycle, CycleState
from domain.reporting.duties import Status
from domain.reporting.plans import Recurrence, TaskRole
from domain.reporting.policy import Policy, timeline
from domain.summaries.lines import SummaryLine
from domain.summaries.report_data import Book, ReportEntry, bind
from nhacviec.runtime.report_files import archive
from nhacviec.runtime.worker_process import in_a_process
from scheduler.reporting import cycles


def book(units: int, tasks: int) -> Book:
    times = timeline(PERIOD, Policy(), WorkCalendar({}))
    cycle = Cycle(1, 1, PERIOD, CycleState.OPEN, times.due_day, times.due_at, times.late_after,
                  times.opens_at, times.closes_at, Policy(), times.steps, False)  # fmt: skip
    return bind(
        [_entry(unit, task) for unit in range(units) for task in range(tasks)], cycle, NOW, []
    )


def _entry(unit: int, task: int) -> ReportEntry:
    status = (Status.DONE, Status.IN_PROGRESS, Status.BLOCKED, None)[(unit + task) % 4]
    line = SummaryLine(f"D{unit}", f"Đơn vị {unit}", f"NV-{task}", f"Nhiệm vụ số {task}", TaskRole.LEAD, None,
                Recurrence.MONTHLY, "Phạm Thị Lan", status, "Chờ kinh phí", False,
                NOW if status else None, True)  # fmt: skip
    return ReportEntry(line, f"Lĩnh vực {task % 5}", "Báo cáo", "Hằng tháng", 50)


def _cells(of: Book) -> list[list[str]]:
    return [
        [
            e.line.unit_name,
            e.line.task_code,
            e.line.title,
            str(e.line.status),
            e.line.note,
            e.line.owner,
        ]
        for e in of.entries
    ]


def plain_docx(of: Book) -> None:
    from docx import Document

    document, rows = Document(), _cells(of)
    table = document.add_table(len(rows), len(rows[0]))
    for number, row in enumerate(rows):
        cells = table.rows[number].cells
        for column, text in enumerate(row):
            cells[column].text = text
    document.save(io.BytesIO())


def plain_xlsx(of: Book) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    for row in _cells(of):
        workbook.active.append(row)
    workbook.save(io.BytesIO())


def plain_png(of: Book) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    counts = [
        [(unit + task) % 4 for task in range(len(of.tasks))]
        for unit in range(len(of.summary.units))
    ]
    figure, axes = plt.subplots(figsize=(16, 12))
    axes.imshow(counts)
    figure.savefig(io.BytesIO(), format="png", dpi=100)


PLAIN = {"docx": plain_docx, "xlsx": plain_xlsx, "png": plain_png}


def spent(form: str, plain: bool, units: int, tasks: int) -> float:
    """Processor time, with the import of what is needed."""
    of = book(units, tasks)
    start = time.process_time()
    if plain:
        PLAIN[form](of)
    else:
        written(of, FileForm(form))
    return time.process_time() - start


async def blocked(form: str, units: int, tasks: int) -> float:
    """Milliseconds that the loop stands still at most, from the wish for a file to its bytes."""
    longest = 0.0
    async with opened("sqlite") as db:
        await found(db, units=units, people=units * 5, tasks=tasks)
        await cycles.open_periods(db, NOW)
        kept = archive(db, lambda: NOW, Links("only for measuring"), "", in_a_process())
        wanted = {"cycle": 1, "month": str(PERIOD), "form": form, "units": None}
        making = asyncio.ensure_future(kept.make(wanted))
        while not making.done():
            start = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - start - 0.001)
        await making
    return 1000 * longest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("form", choices=PLAIN)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--blocked", action="store_true")
    parser.add_argument("--units", type=int, default=10)
    parser.add_argument("--tasks", type=int, default=20)
    given = parser.parse_args()
    if given.blocked:
        told(asyncio.run(blocked(given.form, given.units, given.tasks)))
    else:
        told(spent(given.form, given.plain, given.units, given.tasks))


if __name__ == "__main__":
    main()
