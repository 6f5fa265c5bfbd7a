"""Words of the office files, and numbers, dates and shares as Vietnamese offices write them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

from domain.calendar.periods import Period
from domain.calendar.work_calendar import local
from domain.people.department_names import DepartmentNames, as_json
from domain.reporting.duties import OwnTime

FILE = Path(__file__).parent / "texts" / "report.toml"
DASH = "—"
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
FEWEST_TOGETHER = 3
MOST_LEFT_OUT = 2
PADDED_MONTHS = 2
"""Decree 30/2020: months 1 and 2 are written with a leading zero, the others are not."""


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(FILE.read_text("utf-8"))


def number(value: int) -> str:
    """1.250"""
    return f"{value:,}".replace(",", ".")


def percent(share: float | None) -> str:
    """62,5%; a share of nothing is a dash."""
    if share is None:
        return DASH
    text = f"{round(share * 100, 1):.1f}".removesuffix(".0")
    return text.replace(".", ",") + "%"


def points(value: float) -> str:
    """12,5; whole points without a fraction"""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def day(value: date) -> str:
    """20/10/2025"""
    return f"{value:%d/%m/%Y}"


def moment(instant: datetime) -> str:
    """17:00 ngày 24/10/2025, in local time"""
    here = local(instant)
    return words()["form"]["moment"].format(clock=f"{here:%H:%M}", day=day(here.date()))


def in_full(instant: datetime) -> str:
    """07 giờ 00 phút ngày 24/10/2025, in local time"""
    here = local(instant)
    facts = {"hour": f"{here:%H}", "minute": f"{here:%M}", "day": day(here.date())}
    return words()["form"]["in_full"].format(**facts)


def month(period: Period) -> str:
    return f"{period.month:02d}" if period.month <= PADDED_MONTHS else str(period.month)


def department(names: DepartmentNames) -> dict[str, str]:
    """Its names as a document gives them; `plan_in_full` may be "", `body` never."""
    said = {name: clean(str(value or "")) for name, value in as_json(names).items()}
    return said | {"body": clean(names.called), "plan_in_full": _plan(names)}


def _plan(names: DepartmentNames) -> str:
    form, on = words()["plan"], names.plan_date
    if not names.plan:
        return ""
    parts = [form["number"].format(number=clean(names.plan))]
    if on:
        parts.append(
            form["day"].format(day=f"{on:%d}", month=month(Period(on.year, on.month)), year=on.year)
        )
    if names.name:
        parts.append(form["of"].format(name=clean(names.name)))
    return " ".join([*parts, clean(names.plan_subject)]).strip()


def own_time(time: OwnTime, *, answered: bool) -> str:
    """Both dates of an extension, and how often the report was returned; "" without either."""
    said, parts = words()["own_time"], []
    if time.extended_from and time.extended_to:
        dates = {"start": day(time.extended_from), "end": day(time.extended_to)}
        parts.append(said["extended"].format(**dates))
    if time.returned and time.due_day:
        form = said["was_returned" if answered else "returned"]
        parts.append(form.format(times=time.returned, due=day(time.due_day)))
    return "; ".join(parts)


def noted(note: str, time: OwnTime, *, answered: bool) -> str:
    """A note with what is to be known of the report's own time."""
    own = own_time(time, answered=answered)
    return "; ".join(
        part for part in (clean(note).rstrip(".;, ") if own else clean(note), own) if part
    )


def file_name(form: str, period: Period, issued: int = 0) -> str:
    """`issued`: of figures fixed for the so-manieth time; 0 for figures as they are now."""
    name = words()["file"][form].format(month=month(period), year=period.year)
    if not issued:
        return name
    return words()["file"]["issued"].format(
        name=name.removesuffix(f".{form}"), number=issued, form=form
    )


def briefing_name(until: datetime) -> str:
    """Giao ban 20-10-2025.docx"""
    return words()["file"]["briefing"].format(day=f"{local(until):%d-%m-%Y}")


def clean(text: str) -> str:
    """On one line, without characters that no office file may hold."""
    return " ".join(UNPRINTABLE.sub("", text).split())


def unit_names(names: Sequence[str]) -> str:
    """Each name, with the divisions drawn together: "Các phòng: A, B; Trung tâm C"."""
    said = words()["names"]
    divisions = [name for name in names if name.startswith(said["division"])]
    if len(divisions) < FEWEST_TOGETHER:
        return "; ".join(names)
    short = ", ".join(name.removeprefix(said["division"]) for name in divisions)
    others = [name for name in names if name not in divisions]
    return "; ".join([said["divisions"] + short, *others])


def other_units(names: Sequence[str], possible: Sequence[str]) -> str:
    """The same, but "all the others" when that is shorter."""
    left_out = [name for name in possible if name not in names]
    if len(names) < FEWEST_TOGETHER or len(left_out) > MOST_LEFT_OUT:
        return unit_names(names)
    if not left_out:
        return words()["names"]["all_others"]
    return words()["names"]["all_but"].format(names=unit_names(left_out))


def deadline(on: date | None, text: str, recurrence: str) -> str:
    """The date; for a task without one, the plan's own words, or how often it comes."""
    return day(on) if on else clean(text) or words()["recurrence"][recurrence]


def on_behalf(author: str, owner: str) -> str:
    """Both names where somebody answered for the owner; else nothing."""
    if not author:
        return ""
    return words()["names"]["on_behalf"].format(author=clean(author), owner=clean(owner) or DASH)
