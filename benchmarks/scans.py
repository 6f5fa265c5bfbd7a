"""Annexes printed, scanned by chance and read again: how many rows come out as from the Word file."""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from rapidfuzz import fuzz

from benchmarks.annexes import composed, word
from documents.plan.reader import read_plan
from domain.imports.plan_rows import PlanReading
from domain.imports.plan_vocabulary import Heading
from domain.imports.rows import TaskLine
from tests.documents.annex_files import UNITS
from tests.documents.sample_annexes import saved_as
from tests.documents.scanner import scanned

BARS = {
    "born": (99, 100, 100),
    "clean": (95, 98, 98),
    "stamped": (88, 96, 96),
    "fax": (78, 95, 93),
    "grey": (72, 88, 88),
}
"""Percent of what the Word file gives: rows right (letters and digits), leads, deadlines."""
ALIKE = 60
"""How alike (0 to 100) two titles are of one task, however badly one was read."""


@dataclass(slots=True)
class Score:
    """Numbers of tasks, over all annexes of a kind."""

    meant: int = 0
    right: int = 0
    leads: int = 0
    deadlines: int = 0
    held_back: int = 0
    missing: int = 0
    invented: int = 0
    unmarked: int = 0
    pages: int = 0
    seconds: float = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, reading: PlanReading, meant: Sequence[TaskLine]) -> None:
        doubted = {row.task.code: row.doubted for row in reading.rows if row.task}
        left = list(reading.lines)
        self.meant += len(meant)
        self.held_back += sum(bool(row.wrong) for row in reading.rows)
        exact = {_bare(each.title) for each in left}
        for task in sorted(meant, key=lambda each: _bare(each.title) not in exact):
            read = max(left, key=lambda each: _alike(each, task), default=None)
            if read is None or _alike(read, task) < ALIKE:
                self.missing += 1
                self.wrong.append(f"- {task.code} {task.title}")
                continue
            left.remove(read)
            self._compare(read, task, doubted[read.code])
        self.invented += len(left)

    def _compare(self, read: TaskLine, task: TaskLine, doubted: frozenset[str]) -> None:
        lead = read.lead_codes == task.lead_codes
        day = (read.deadline, read.recurrence) == (task.deadline, task.recurrence)
        title = _bare(read.title) == _bare(task.title)
        self.leads += lead
        self.deadlines += read.deadline == task.deadline
        self.right += lead and day and title
        self.unmarked += not lead and Heading.LEAD not in doubted
        self.unmarked += not day and Heading.DEADLINE not in doubted
        if not title:
            self.wrong.append(f"{read.title!r}\n  {task.title!r}")
        if not lead:
            self.wrong.append(f"{read.lead_codes} for {task.lead_codes}")
        if not day:
            self.wrong.append(f"{read.deadline_text!r} for {task.deadline_text!r}")

    def percents(self) -> tuple[float, float, float]:
        return tuple(100 * n / self.meant for n in (self.right, self.leads, self.deadlines))  # type: ignore[return-value]


def _bare(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())


def _alike(one: TaskLine, other: TaskLine) -> float:
    return fuzz.ratio(one.title.casefold(), other.title.casefold())


def score(count: int, seed: int, kind: str, folder: Path, *, told: bool = False) -> Score:
    found = Score()
    for annex in composed(count, seed):
        source = folder / f"{annex.name}.docx"
        meant = read_plan(source, UNITS).lines
        path = source.with_suffix(".pdf")
        if kind != "born":
            path = folder / f"{annex.name}-{kind}.pdf"
            scanned(source.with_suffix(".pdf"), path, kind, seed + int(annex.name))
        before, begun = found.meant - found.right, getrusage(RUSAGE_CHILDREN)
        reading = read_plan(path, UNITS)
        after = getrusage(RUSAGE_CHILDREN)
        found.seconds += after.ru_utime + after.ru_stime - begun.ru_utime - begun.ru_stime
        found.pages += _pages(path)
        found.add(reading, meant)
        if told:
            print(annex.name, kind, "wrong:", found.meant - found.right - before,
                  *found.wrong, *_held(reading), sep="\n  ", flush=True)  # fmt: skip
            found.wrong.clear()
    return found


def _held(reading: PlanReading) -> list[str]:
    return [f"held back: {row.number} {each.reason} {dict(each.facts)}"
            for row in reading.rows for each in row.wrong] + [
            f"{each.reason} {dict(each.facts)}" for each in reading.notes]  # fmt: skip


def _pages(path: Path) -> int:
    from pypdfium2 import PdfDocument

    file = PdfDocument(path)
    try:
        return len(file)
    finally:
        file.close()


def printed(count: int, seed: int, folder: Path) -> None:
    """The annexes as Word files and as LibreOffice prints them."""
    sources = []
    for annex in composed(count, seed):
        sources.append(folder / f"{annex.name}.docx")
        word(annex, sources[-1])
    saved_as(sources, "pdf", folder)


HEAD = (
    "| Material | Rows | Right | Leads | Deadlines | Held back | Missing | Invented | "
    "Wrong, unmarked | s a page |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
)


def line(kind: str, found: Score) -> str:
    shown = [
        f"{percent:.1f} (≥ {bar})"
        for percent, bar in zip(found.percents(), BARS[kind], strict=True)
    ]
    counts = (found.held_back, found.missing, found.invented, found.unmarked)
    each = f"{found.seconds / found.pages:.2f}"
    return f"| {' | '.join([kind, str(found.meant), *shown, *map(str, counts), each])} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--annexes", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(BARS))
    parser.add_argument("--told", action="store_true", help="say what was misread")
    given = parser.parse_args()
    if shutil.which("soffice") is None:
        raise SystemExit("LibreOffice prints the annexes: apt-get install libreoffice-writer-nogui")
    with tempfile.TemporaryDirectory() as made:
        folder, begun = Path(made), time.perf_counter()
        printed(given.annexes, given.seed, folder)
        print(HEAD)
        results = {}
        for kind in given.kinds.split(","):
            found = score(given.annexes, given.seed, kind, folder, told=given.told)
            print(line(kind, found), flush=True)
            results[kind] = found.percents()
        print(json.dumps({"value": time.perf_counter() - begun, "percent": results}))


if __name__ == "__main__":
    main()
