"""One act on many things: what there is to choose, what it would bring, the deed; then undone."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.responses import JSONResponse, Response

from actions import acceptance, assigning, extensions, returning
from actions.acting import Acting
from actions.outcomes import Done, attempt_all
from domain.messaging.messages import Refusal
from domain.people.officials import Official
from domain.people.permissions import Action
from storage.messaging import outbox
from storage.people import officials, units
from storage.plans import calendar
from storage.reports import cycles, duties
from web.acting import acting_for, answered, refused
from web.pages.queue.decisions import day_said, reason_said
from web.request import BoardRequest, NotThere
from web.routing import BoardRouter

routes = BoardRouter()

MOST = 200
"""So many at once: nobody else waits long for the end of it."""
FIELDS = ("person", "lasting", "day", "reason")
Seen = Sequence[tuple[int, int]]


async def _hand_over(acting: Acting, request: BoardRequest, seen: Seen) -> Done:
    person, for_good = await request.said("person", 15), await request.said("lasting") == "all"
    if not person.isdecimal():
        raise Refusal("board.nobody_chosen")
    ids = [number for number, _ in seen]
    return await assigning.hand_over_all(acting, ids, int(person), for_good=for_good)


async def _extend(acting: Acting, request: BoardRequest, seen: Seen) -> Done:
    until, reason = await day_said(request, "day"), await request.said("reason")
    return await extensions.extend_all(acting, seen, until, reason)


async def _accept(acting: Acting, _request: BoardRequest, seen: Seen) -> Done:
    return await acceptance.accept_all(acting, seen)


async def _return(acting: Acting, request: BoardRequest, seen: Seen) -> Done:
    reason, until = await reason_said(request), await day_said(request, "day")
    return await returning.give_back_all(acting, seen, until, reason)


async def _grant(acting: Acting, request: BoardRequest, seen: Seen) -> Done:
    numbers, reason = [number for number, _ in seen], await request.said("reason")
    return await extensions.decide_all(acting, numbers, grants=True, reason=reason)


async def _refuse(acting: Acting, request: BoardRequest, seen: Seen) -> Done:
    numbers, reason = [number for number, _ in seen], await reason_said(request)
    return await extensions.decide_all(acting, numbers, grants=False, reason=reason)


DEEDS: Mapping[str, Callable[[Acting, BoardRequest, Seen], Awaitable[Done]]] = {
    "chuyen": _hand_over,
    "gia-han": _extend,
    "nghiem-thu": _accept,
    "tra-lai": _return,
    "dong-y": _grant,
    "khong-dong-y": _refuse,
}


@routes.post("/viec-nhieu/{act}", require=Action.VIEW_UNIT)
async def ask(request: BoardRequest) -> Response:
    """The dialog: of the duties chosen those that may be acted on, and what there is to choose."""
    act, ids = _act(request, CHOICES), [number for number, _ in await _seen(request)]
    async with request.board.db.read() as tx:
        acting = acting_for(tx, request, "asked")
        facts = await CHOICES[act](acting, ids)
        able, seen = facts["able"], dict[int, int]()
        if act not in REQUESTS:
            seen = {each.id: each.revision for each in await duties.get_all(tx, able)}
    facts |= {"act": act, "left": len(ids) - len(able), "key": request.board.new_token()}
    pairs = ",".join(f"{number}:{seen.get(number, 0)}" for number in able)
    return request.page("pages/duties/many.html", facts | {"seen": pairs})


async def _people(acting: Acting, ids: Sequence[int]) -> dict[str, Any]:
    """Those to whom each of them may be given."""
    able: list[int] = []
    common: dict[int, Official] | None = None

    async def one(number: int) -> Done:
        nonlocal common
        found = await assigning.find(acting, number)
        here = {each.id: each for each in await assigning.people_for(acting, found, owner_too=True)}
        common = here if common is None else {k: v for k, v in common.items() if k in here}
        able.append(number)
        return Done()

    await attempt_all(acting.tx, ids, one)
    return {"able": able, "people": list((common or {}).values()), "days": []}


async def _days(acting: Acting, ids: Sequence[int]) -> dict[str, Any]:
    """The days that are offered for the last of them, and whether one of them is late."""
    able: list[int] = []
    found: dict[str, Any] = {"days": [], "late": False}

    async def one(number: int) -> Done:
        duty = await extensions.to_extend(acting, number)
        found["days"] = await extensions.days_for(acting, duty)
        found["late"] |= await extensions.is_late(acting, duty)
        able.append(number)
        return Done()

    await attempt_all(acting.tx, ids, one)
    return found | {"able": able, "people": []}


async def _to_return(acting: Acting, ids: Sequence[int]) -> dict[str, Any]:
    """The days that are offered for the last of the reports."""
    able: list[int] = []
    found: dict[str, Any] = {"days": [], "late": True}

    async def one(number: int) -> Done:
        _, found["days"] = await returning.to_return(acting, number)
        able.append(number)
        return Done()

    await attempt_all(acting.tx, ids, one)
    return found | {"able": able, "people": []}


async def _to_decide(acting: Acting, numbers: Sequence[int]) -> dict[str, Any]:
    """Requests that wait, and whether one of them is for what is late."""
    able: list[int] = []
    late = False

    async def one(number: int) -> Done:
        nonlocal late
        _, duty = await extensions.decidable(acting, number)
        late |= await extensions.is_late(acting, duty)
        able.append(number)
        return Done()

    await attempt_all(acting.tx, numbers, one)
    return {"able": able, "people": [], "days": [], "late": late}


REQUESTS = ("dong-y", "khong-dong-y")
CHOICES: Mapping[str, Callable[[Acting, Sequence[int]], Awaitable[dict[str, Any]]]] = {
    "chuyen": _people,
    "gia-han": _days,
    "tra-lai": _to_return,
    **dict.fromkeys(REQUESTS, _to_decide),
}


@routes.post("/viec-nhieu-thu/{act}", require=Action.VIEW_UNIT)
async def rehearse(request: BoardRequest) -> Response:
    """Done and taken back: how many messages to whom, who is not reached, what stays, and why."""
    act, seen = _act(request), await _seen(request)
    async with request.board.db.begin() as tx:
        acting = acting_for(tx, request, "rehearsal")
        point = await tx.begin_nested()
        try:
            done = await DEEDS[act](acting, request, seen)
            people = await _told(acting)
            leaves = await _opens(acting) if people else None
        except Refusal as wrong:
            return JSONResponse(refused(request, wrong), 422)
        finally:
            await point.rollback()
    fields = {name: await request.said(name) for name in FIELDS}
    facts = {"act": act, "facts": done.facts, "people": people, "fields": fields, "leaves": leaves}
    facts |= {"seen": await request.said("ids", 40_000), "key": request.board.new_token()}
    return request.page("pages/duties/many.html", facts)


async def _opens(acting: Acting) -> datetime | None:
    """When messages leave if not now: outside of office hours they wait."""
    cycle = await cycles.newest(acting.tx, (await units.root_of(acting.tx, acting.me.unit_id)).id)
    if cycle is None:
        return None
    opens = cycle.policy.window.next_open(acting.now, await calendar.get(acting.tx))
    return opens if opens > acting.now else None


async def _told(acting: Acting) -> list[tuple[str, bool]]:
    """To whom it wrote, by name, and whether that reaches them; two may be called the same."""
    roster = await officials.roster(acting.tx, acting.now)
    numbers = await outbox.receivers(acting.tx, acting.messages)
    people = [each for each in map(roster.get, numbers) if each is not None]
    return sorted((each.name, each.id in roster.linked) for each in people)


@routes.post("/viec-nhieu-lam/{act}", require=Action.VIEW_UNIT)
async def do(request: BoardRequest) -> Response:
    """All that can be done, in one go; the rest is told."""
    act, seen = _act(request), await _seen(request)

    async def deed(acting: Acting) -> Done:
        return await DEEDS[act](acting, request, seen)

    return await answered(request, f"nhieu-{act}", deed)


def _act(request: BoardRequest, known: Mapping[str, Any] = DEEDS) -> str:
    act = request.path("act")
    if act not in known:
        raise NotThere
    return act


async def _seen(request: BoardRequest) -> Seen:
    """Numbers with the revision that was seen, 0 where none is said: `12:3,14`."""
    found = []
    for each in (await request.said("ids", 40_000)).split(",")[:MOST]:
        number, _, revision = each.partition(":")
        if number.isdecimal() and len(number) < 10 and len(revision) < 10:
            found.append((int(number), int(revision) if revision.isdecimal() else 0))
    return found
