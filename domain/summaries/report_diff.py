"""What changed since figures were fixed: answers that came, changed, or were taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.calendar.periods import Period
from domain.calendar.work_calendar import local
from domain.reporting.duties import Status


@dataclass(frozen=True, slots=True)
class Said:
    """What was said about a duty; without a status, nothing yet. `percent` is 0 to 100."""

    unit_code: str
    unit_name: str
    task_code: str
    title: str
    status: Status | None
    percent: int | None
    note: str
    late: bool
    at: datetime | None

    @property
    def key(self) -> tuple[str, str]:
        return self.unit_code, self.task_code

    @property
    def answer(self) -> tuple[Status | None, int | None, str]:
        return (self.status, self.percent, self.note) if self.status else (None, None, "")


@dataclass(frozen=True, slots=True)
class ReportChange:
    """One duty before and after; None where it was not, or is no longer, expected."""

    before: Said | None
    after: Said | None

    @property
    def about(self) -> Said:
        found = self.after or self.before
        if found is None:
            raise LookupError("a change of nothing")
        return found


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the figures of a period were fixed for the `number`th time, `at` then."""

    period: Period
    number: int
    at: datetime
    items: tuple[ReportChange, ...]


def difference(before: Iterable[Said], after: Iterable[Said]) -> tuple[ReportChange, ...]:
    """The duties whose answer differs, in the order they have now; last, those that went away."""
    old = {each.key: each for each in before}
    new = {each.key: each for each in after}
    changed = [
        ReportChange(old.get(key), each)
        for key, each in new.items()
        if key not in old or old[key].answer != each.answer
    ]
    return (*changed, *(ReportChange(each, None) for key, each in old.items() if key not in new))


def as_json(changes: Sequence[Changes]) -> list[dict[str, Any]]:
    """The stable JSON form; instants in local time."""
    return [
        {
            "month": str(each.period),
            "number": each.number,
            "at": local(each.at).isoformat(),
            "items": [facts_of(item) for item in each.items],
        }
        for each in changes
    ]


def facts_of(change: ReportChange) -> dict[str, Any]:
    """One change as sentences and the JSON form name it."""
    about = change.about
    return {
        "unit": about.unit_code,
        "unit_name": about.unit_name,
        "task": about.task_code,
        "title": about.title,
        "before": _answer(change.before),
        "after": _answer(change.after),
    }


def _answer(said: Said | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {
        "status": said.status.value if said.status else None,
        "percent": said.percent,
        "note": said.note,
        "late": bool(said.status) and said.late,
        "at": local(said.at).isoformat() if said.status and said.at else None,
    }
