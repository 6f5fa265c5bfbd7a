"""The audit log as it is looked through: filtered where it lies, the newest entries first."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, cast, func, literal, or_, select

from storage.audit.log import AuditEntry
from storage.engine.database import Tx
from storage.tables import AUDIT, CYCLES, DUTIES, OFFICIALS, OUTBOX_MESSAGES, UNITS

DUTY, MESSAGE = "duty:", "message:"


@dataclass(frozen=True, slots=True)
class Matches:
    """Where words were found: any of these will do. `people`: their subjects."""

    actions: Collection[str] = ()
    people: Collection[str] = ()
    tasks: Collection[int] = ()
    units: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries; what is empty does not narrow. `since` is in, `until` is not.

    `person`: the subject of who did it or is meant. `actions`: names, or beginnings of names that
    end with a dot. `before`: entries with a lower number. `within`: what concerns these units.
    """

    since: datetime | None = None
    until: datetime | None = None
    person: str = ""
    actions: Collection[str] = ()
    task: Collection[int] | None = None
    matches: Matches | None = None
    before: int = 0
    within: Collection[int] | None = None


async def newest(tx: Tx, sought: Sought, most: int) -> list[AuditEntry]:
    """At most so many entries, the newest first."""
    query = select(AUDIT).where(*await _where(tx, sought))
    return await _entries(tx, query.order_by(AUDIT.c.id.desc()).limit(most))


async def after(tx: Tx, sought: Sought, number: int, most: int) -> list[AuditEntry]:
    """At most so many entries with a higher number, the oldest first."""
    query = select(AUDIT).where(*await _where(tx, sought), AUDIT.c.id > number)
    return await _entries(tx, query.order_by(AUDIT.c.id).limit(most))


async def _entries(tx: Tx, query: Select[Any]) -> list[AuditEntry]:
    rows = await tx.execute(query)
    return [
        AuditEntry(row.id, row.at, row.actor, row.action, row.subject, row.facts) for row in rows
    ]


async def _where(tx: Tx, sought: Sought) -> list[ColumnElement[bool]]:
    where = []
    if sought.since is not None:
        where.append(AUDIT.c.id >= await _first_from(tx, sought.since))
    if sought.until is not None:
        where.append(AUDIT.c.id < await _first_from(tx, sought.until))
    if sought.before:
        where.append(AUDIT.c.id < sought.before)
    return [*where, *_about(sought)]


def _about(sought: Sought) -> Iterable[ColumnElement[bool]]:
    if sought.person:
        yield _names(sought.person)
    if sought.actions:
        yield or_(*map(_called, sought.actions))
    if sought.task is not None:
        yield AUDIT.c.subject.in_(_duties(DUTIES.c.task_id.in_(sought.task)))
    if sought.matches is not None:
        yield _matching(sought.matches)
    if sought.within is not None:
        yield _concerning(sought.within)


async def _first_from(tx: Tx, at: datetime) -> int:
    """The number of the first entry of this instant or later.

    The log is in the order of time, and has no index by it: some twenty looks find the place.
    """
    low, high = 0, int((await tx.execute(select(func.max(AUDIT.c.id)))).scalar() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        near = select(AUDIT.c.id, AUDIT.c.at).where(AUDIT.c.id >= middle).order_by(AUDIT.c.id)
        row = (await tx.execute(near.limit(1))).first()
        if row is None or row.at >= at:
            high = middle
        else:
            low = row.id + 1
    return low


def _names(person: str) -> ColumnElement[bool]:
    """Who did it, is meant, or stands in the facts; subjects are random and match nothing else."""
    facts = cast(AUDIT.c.facts, String).contains(person, autoescape=True)
    return or_(AUDIT.c.actor == person, AUDIT.c.subject == person, facts)


def _called(name: str) -> ColumnElement[bool]:
    if name.endswith("."):
        return AUDIT.c.action.startswith(name, autoescape=True)
    return AUDIT.c.action == name


def _duties(condition: ColumnElement[bool]) -> Select[Any]:
    return select(literal(DUTY) + cast(DUTIES.c.id, String)).where(condition)


def _matching(matches: Matches) -> ColumnElement[bool]:
    places = or_(DUTIES.c.task_id.in_(matches.tasks), DUTIES.c.unit_id.in_(matches.units))
    return or_(
        AUDIT.c.action.in_(matches.actions),
        AUDIT.c.actor.in_(matches.people),
        AUDIT.c.subject.in_(matches.people),
        AUDIT.c.subject.in_(_duties(places)),
    )


def _concerning(units: Collection[int]) -> ColumnElement[bool]:
    """Done by or to people and duties of these units, where several departments share a log."""
    people = OFFICIALS.c.unit_id.in_(units)
    subjects = select(OFFICIALS.c.subject).where(people)
    ids = select(OFFICIALS.c.id).where(people)
    to_them = OUTBOX_MESSAGES.c.official_id.in_(ids)
    messages = select(literal(MESSAGE) + cast(OUTBOX_MESSAGES.c.id, String)).where(to_them)
    return or_(
        AUDIT.c.actor.in_(subjects),
        AUDIT.c.subject.in_(subjects),
        AUDIT.c.subject.in_(_duties(DUTIES.c.unit_id.in_(units))),
        AUDIT.c.subject.in_(messages),
    )


@dataclass(frozen=True, slots=True)
class DutyPlace:
    """Where a duty is found on the board."""

    id: int
    period: str
    address: str


@dataclass(frozen=True, slots=True)
class MessageTo:
    """Of a message: what kind it is, to whom, by which channel."""

    kind: str
    to: str
    channel: str


async def duties_in(tx: Tx, entries: Iterable[AuditEntry]) -> Mapping[str, DutyPlace]:
    """The duties that entries are about, by their subjects."""
    ids = _numbers(entries, DUTY)
    unit = _code_of_unit()
    period = select(CYCLES.c.period).where(CYCLES.c.id == DUTIES.c.cycle_id).scalar_subquery()
    query = select(DUTIES.c.id, DUTIES.c.task_code, unit.label("unit"), period.label("period"))
    return {
        f"{DUTY}{row.id}": DutyPlace(row.id, row.period, f"{row.task_code}@{row.unit}")
        for row in await tx.execute(query.where(DUTIES.c.id.in_(ids)))
    }


def _code_of_unit() -> ScalarSelect[Any]:
    return select(UNITS.c.code).where(UNITS.c.id == DUTIES.c.unit_id).scalar_subquery()


async def messages_in(tx: Tx, entries: Iterable[AuditEntry]) -> Mapping[str, MessageTo]:
    """The messages that entries are about, by their subjects."""
    table = OUTBOX_MESSAGES.c
    query = select(table.id, table.kind, table.channel, OFFICIALS.c.name)
    joined = query.outerjoin(OFFICIALS, OFFICIALS.c.id == table.official_id)
    return {
        f"{MESSAGE}{row.id}": MessageTo(row.kind, row.name or "", row.channel)
        for row in await tx.execute(joined.where(table.id.in_(_numbers(entries, MESSAGE))))
    }


def _numbers(entries: Iterable[AuditEntry], prefix: str) -> list[int]:
    found = (each.subject for each in entries if each.subject.startswith(prefix))
    given = (each.removeprefix(prefix) for each in found)
    return [int(each) for each in given if each.isdecimal()]
