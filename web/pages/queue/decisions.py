"""Decisions on what waits: more time, acceptance, a difficulty, the unit's confirmation."""

from datetime import date
from typing import Any

from actions import acceptance, extensions, sign_off
from actions.acting import Acting
from actions.issues import deciding
from actions.issues.deciding import Ruling
from actions.outcomes import Changed, Done
from domain.messaging.messages import Refusal
from web.acting import Ask, Deed
from web.request import BoardRequest


async def _to_rule(acting: Acting, number: int) -> dict[str, Any]:
    return {"issue": await deciding.to_decide(acting, number)}


async def _to_confirm(acting: Acting, number: int) -> dict[str, Any]:
    found, cycle = await sign_off.find(acting, number)
    ordered = await sign_off.listed(acting, found)
    return {"closing": found, "seen": await sign_off.seen(acting, found, cycle, ordered)}


ASKED: dict[str, Ask] = {"y-kien": _to_rule, "xac-nhan": _to_confirm}


async def _grant(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    reason = await request.said("reason")
    return await extensions.decide(acting, number, grants=True, reason=reason)


async def _refuse(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    reason = await request.said("reason")
    return await extensions.decide(acting, number, grants=False, reason=reason)


async def _accept(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    found = await acceptance.find(acting, number)
    if found.version != await revision(request):
        return Changed(acceptance.facts_of(found))
    return await acceptance.accept(acting, found)


async def _reject(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    found = await acceptance.find(acting, number)
    return await acceptance.reject(acting, found, await reason_said(request))


async def _rule(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    """With a day on which it is looked at again, or without one."""
    dated = await request.said("day", 10)
    again = await day_said(request, "day") if dated else None
    text, seen = await request.said("reason"), await revision(request)
    return await deciding.decide(acting, number, Ruling(seen, text, again))


async def _settle(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    return await deciding.settle(acting, number, await revision(request))


async def _confirm(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    return await sign_off.confirm(acting, number, await revision(request))


DEEDS: dict[str, Deed] = {
    "dong-y": _grant,
    "khong-dong-y": _refuse,
    "nghiem-thu": _accept,
    "khong-nghiem-thu": _reject,
    "y-kien": _rule,
    "giai-quyet": _settle,
    "xac-nhan": _confirm,
}


async def revision(request: BoardRequest) -> int:
    """As what is acted on was seen; -1 where the form does not say."""
    given = await request.said("revision", 9)
    return int(given) if given.isdecimal() else -1


async def reason_said(request: BoardRequest) -> str:
    """A reason; refuses none."""
    reason = await request.said("reason")
    if not reason:
        raise Refusal("board.no_reason")
    return reason


async def day_said(request: BoardRequest, name: str) -> date:
    """A day of the form; refuses what is none."""
    try:
        return date.fromisoformat(await request.said(name, 10))
    except ValueError:
        raise Refusal("board.no_day") from None
