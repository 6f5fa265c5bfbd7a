"""Requests about personal data: kept, put off, decided, and when the Office hears of them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.calendar.work_calendar import local_day
from domain.people.privacy_requests import (
    PrivacyRequestKind,
    Request,
    RequestState,
    due_on,
    remind_at,
)
from storage.engine.database import Tx
from storage.tables import OFFICIALS, REQUESTS

OPEN = REQUESTS.c.state == RequestState.OPEN.value


async def add(
    tx: Tx, official_id: int, wish: PrivacyRequestKind, words: str, now: datetime
) -> Request:
    """Keep a wish, to be answered within the time that the law gives."""
    due = due_on(wish, local_day(now))
    values: dict[str, Any] = {
        "official_id": official_id,
        "wish": wish.value,
        "words": words,
        "asked_at": now,
    }
    values |= {"due_on": due, "extended": False, "state": RequestState.OPEN.value, "reason": ""}
    values |= {"remind_at": remind_at(due, now)}
    made = insert(REQUESTS).values(**values).returning(REQUESTS)
    return _request((await tx.execute(made)).one())


async def find(tx: Tx, request_id: int) -> Request | None:
    row = (await tx.execute(select(REQUESTS).where(REQUESTS.c.id == request_id))).one_or_none()
    return None if row is None else _request(row)


async def of(tx: Tx, official_id: int) -> list[Request]:
    """Everything that a person has asked for, the oldest first."""
    query = select(REQUESTS).where(REQUESTS.c.official_id == official_id)
    return [_request(row) for row in await tx.execute(query.order_by(REQUESTS.c.id))]


async def all_open(tx: Tx, units: Collection[int]) -> list[Request]:
    """What people of these units wait for, what is due first."""
    query = select(REQUESTS).join(OFFICIALS, OFFICIALS.c.id == REQUESTS.c.official_id)
    here = query.where(OPEN, OFFICIALS.c.unit_id.in_(units))
    ordered = here.order_by(REQUESTS.c.due_on, REQUESTS.c.id)
    return [_request(row) for row in await tx.execute(ordered)]


async def put_off(tx: Tx, request_id: int, until: date, reason: str, now: datetime) -> bool:
    """False if it was put off or decided before."""
    first = REQUESTS.c.id == request_id, OPEN, ~REQUESTS.c.extended
    values = {"due_on": until, "extended": True, "reason": reason}
    later = update(REQUESTS).where(*first).values(**values, remind_at=remind_at(until, now))
    return bool((await tx.execute(later)).rowcount)


async def decide(
    tx: Tx,
    request_id: int,
    state: RequestState,
    *,
    reason: str = "",
    by: int | None = None,
    now: datetime,
) -> bool:
    """False if it was decided before."""
    here = update(REQUESTS).where(REQUESTS.c.id == request_id, OPEN)
    values: dict[str, Any] = {"state": state.value, "decided_at": now, "decided_by": by}
    values |= {"reason": reason, "remind_at": None}
    return bool((await tx.execute(here.values(**values))).rowcount)


async def take_due(tx: Tx, now: datetime) -> list[Request]:
    """Those the Office is to hear of now; the next time is written down."""
    due = select(REQUESTS).where(OPEN, REQUESTS.c.remind_at <= now).order_by(REQUESTS.c.id)
    found = [_request(row) for row in await tx.execute(due.with_for_update(skip_locked=True))]
    for each in found:
        here = update(REQUESTS).where(REQUESTS.c.id == each.id)
        await tx.execute(here.values(remind_at=remind_at(each.due_on, now)))
    return found


async def erased_since(tx: Tx, since: datetime) -> list[tuple[int, datetime]]:
    """People whose data was erased since then, as they had asked, and when."""
    done = (
        REQUESTS.c.wish == PrivacyRequestKind.ERASE.value,
        REQUESTS.c.state == RequestState.DONE.value,
    )
    query = select(REQUESTS.c.official_id, REQUESTS.c.decided_at)
    rows = await tx.execute(query.where(*done, REQUESTS.c.decided_at >= since))
    return [(row.official_id, row.decided_at) for row in rows]


def about(request_id: int) -> str:
    """The thing that messages to the Office are about."""
    return f"request:{request_id}"


def _request(row: Row[Any]) -> Request:
    return Request(
        row.id,
        row.official_id,
        PrivacyRequestKind(row.wish),
        row.words,
        row.asked_at,
        row.due_on,
        row.extended,
        RequestState(row.state),
        row.reason,
    )
