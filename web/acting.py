"""Acts from the board: one transaction, known when sent twice, held for the time of an undo."""

import html
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from actions import undoing
from actions.acting import Acting, Via
from actions.outcomes import Changed, Done, Outcome, Refused, attempt
from domain.calendar.work_calendar import local
from domain.messaging.messages import Refusal
from domain.messaging.moments import Moments, Source
from storage.board import acts
from storage.engine.database import Tx
from storage.messaging import outbox
from storage.people import officials
from storage.reports import reports
from web.rendering import render
from web.request import BoardRequest, NotThere

HELD = timedelta(seconds=10)
CHANNEL = "board"
STATUS = {"done": 200, "changed": 409, "refused": 422}


def acting_for(tx: Tx, request: BoardRequest, key: str) -> Acting:
    """Whoever is signed in, acting at this instant under this key."""
    event = f"{request.me.id}:{key}"
    source = Source(CHANNEL, event, Moments.at_once(request.now))
    return Acting(tx, request.me, request.now, source, Via.BOARD, HELD)


Ask = Callable[[Acting, int], Awaitable[dict[str, Any]]]
"""What there is to choose in the dialog of an act; refuses whoever may not do it."""


async def dialog(request: BoardRequest, asked: Mapping[str, Ask], template: str) -> Response:
    """The dialog of the act in the address, with what there is to choose. Raises NotThere."""
    make = asked.get(request.path("act"))
    if make is None:
        raise NotThere
    async with request.board.db.read() as tx:
        try:
            facts = await make(acting_for(tx, request, "asked"), request.number("number"))
        except Refusal:
            raise NotThere from None
    facts |= {"act": request.path("act"), "key": request.board.new_token()}
    return request.page(template, facts | {"number": request.number("number")})


Deed = Callable[[Acting, BoardRequest, int], Awaitable[Done | Changed]]


async def performed(request: BoardRequest, deeds: Mapping[str, Deed], kind: str) -> Response:
    """The act in the address, judged by its own right. Raises NotThere.

    `kind`: what stands before its name where its outcome is put into words.
    """
    act, number = request.path("act"), request.number("number")
    deed = deeds.get(act)
    if deed is None:
        raise NotThere

    async def this(acting: Acting) -> Done | Changed:
        return await deed(acting, request, number)

    return await answered(request, f"{kind}{act}", this)


async def answered(
    request: BoardRequest,
    kind: str,
    deed: Callable[[Acting], Awaitable[Done | Changed]],
    *,
    undoable: bool = False,
) -> Response:
    """Do it once per key; what came of it as words, with the number for an undo."""
    key = await request.said("key", 64)
    async with request.board.db.begin() as tx:
        before = await acts.find(tx, request.me.id, key) if key else None
        if before is not None:
            again = {"undo": before.id} if before.outcome.get("can") and not before.undone else {}
            return JSONResponse(before.outcome["answer"] | again)
        acting = acting_for(tx, request, key)
        outcome = await attempt(deed(acting))
        answer = _said(request, kind, outcome)
        if isinstance(outcome, Changed):
            answer |= await _now(tx, outcome)
        if isinstance(outcome, Done) and key:
            can = bool(outcome.undo) or (undoable and bool(acting.messages))
            kept = {"answer": answer, "messages": acting.messages, "undo": outcome.undo, "can": can}
            times = request.now, request.now + HELD
            number = await acts.add(tx, request.me.id, key, kind, kept, times)
            answer |= {"undo": number} if can else {}
    return JSONResponse(answer, STATUS[answer["state"]])


async def _now(tx: Tx, outcome: Changed) -> dict[str, Any]:
    """What stands now of a duty, to be laid beside what was typed; empty for other things."""
    number = outcome.facts.get("duty")
    found = await reports.versions(tx, number) if number else []
    if not found:
        return {}
    newest, roster = found[-1], await officials.roster(tx)
    author = roster.get(newest.author_id)
    theirs = {
        "by": author.name if author else "",
        "at": f"{local(newest.received_at):%H:%M}",
        "status": newest.status.value if newest.status else "",
        "percent": newest.percent,
        "note": newest.note,
    }
    return {"theirs": theirs, "revision": newest.version}


def _said(request: BoardRequest, kind: str, outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, Done):
        facts = {"kind": kind, "facts": outcome.facts, "told": outcome.told}
        words = render(request.board.words, "templates/outcome.html", facts)
        return {"state": "done", "words": _plain(words)}
    if isinstance(outcome, Changed):
        facts = {"kind": "changed", "facts": outcome.facts}
        words = render(request.board.words, "templates/outcome.html", facts)
        return {"state": "changed", "words": _plain(words)}
    return refused(request, outcome)


def refused(request: BoardRequest, why: Refused | Refusal) -> dict[str, Any]:
    """Why not, in the words of the chat."""
    return {"state": "refused", "words": _plain(request.board.words.say(why.key, why.facts))}


def _plain(markup: str) -> str:
    return html.unescape(Markup(markup).striptags())  # noqa: S704 - its tags are taken away


async def undone(request: BoardRequest, number: int) -> dict[str, Any]:
    """Withdraw what has not left, have all as it was, once, and enter that into the log."""
    async with request.board.db.begin() as tx:
        found = await acts.get(tx, request.me.id, number)
        if found is None or not await acts.undo(tx, number, request.now):
            return {"state": "late", "words": _outcome(request, "too_late")}
        await outbox.withdraw_keys(tx, found.outcome["messages"], request.now)
        acting = acting_for(tx, request, f"undo:{number}")
        kept = await undoing.take_back(acting, found.outcome.get("undo", ()))
        await acting.record("board.undo", f"act:{number}", kind=found.kind)
    return {"state": "undone", "words": _outcome(request, "undone", kept)}


def _outcome(request: BoardRequest, kind: str, kept: int = 0) -> str:
    facts = {"kind": kind, "kept": kept}
    return _plain(render(request.board.words, "templates/outcome.html", facts))
