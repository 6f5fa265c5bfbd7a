"""Acts on people from the board: what is asked, what it would bring, the deed."""

from datetime import date
from typing import Any

from starlette.responses import JSONResponse, Response

from actions.acting import Acting
from actions.outcomes import Changed, Done
from actions.people import absences, admission, inviting
from actions.people import officials as acts
from actions.people import units as unit_acts
from actions.people.officials import OfficialEdit
from actions.people.reading import Said
from domain.calendar.work_calendar import local_day
from domain.messaging.messages import Refusal
from domain.people.absences import AbsenceSpan
from domain.people.officials import Official, Role
from domain.people.permissions import Action
from storage.people import officials, units
from web.acting import CHANNEL, Ask, Deed, acting_for, dialog, performed, refused
from web.request import BoardRequest
from web.routing import BoardRouter

routes = BoardRouter()

HOW = {"them": "add", "sua": "edit", "chuyen": "move", "ket-thuc": "end"}
NOBODY = "0"


@routes.get("/can-bo-lam/{act}/{number}", require=Action.ADMIT)
async def ask(request: BoardRequest) -> Response:
    """The dialog of one act, with what there is to choose."""
    return await dialog(request, ASKED, "pages/people/act.html")


async def _for_edit(acting: Acting, number: int) -> dict[str, Any]:
    person = await acts.own(acting, number)
    return {"person": person, "focal": person.holds(Role.FOCAL_POINT)}


async def _for_move(acting: Acting, number: int) -> dict[str, Any]:
    return {"person": await acts.own(acting, number), "units": await _units(acting)}


async def _for_add(acting: Acting, _number: int) -> dict[str, Any]:
    await acts.authorise(acting)
    return {"person": None, "units": await _units(acting)}


async def _units(acting: Acting) -> list[tuple[str, str]]:
    root = await units.root_of(acting.tx, acting.me.unit_id)
    tree = await acting.tree()
    below = sorted(tree.subtree(root.id))
    return [(tree.by_id[each].code, tree.by_id[each].name) for each in below]


async def _for_absence(acting: Acting, number: int) -> dict[str, Any]:
    person = await absences.person_for(acting, number)
    others = await absences.stand_ins(acting, person)
    return {"person": person, "others": others, "today": local_day(acting.now)}


async def _for_invitation(acting: Acting, number: int) -> dict[str, Any]:
    return {"person": await inviting.person_for(acting, number)}


async def _for_short_name(acting: Acting, number: int) -> dict[str, Any]:
    return {"person": None, "unit": await unit_acts.find(acting, number)}


ASKED: dict[str, Ask] = {
    "them": _for_add,
    "sua": _for_edit,
    "chuyen": _for_move,
    "vang": _for_absence,
    "moi": _for_invitation,
    "ten-ngan": _for_short_name,
    "mat-may": _for_invitation,
}


@routes.post("/can-bo-thu/{act}/{number}", require=Action.IMPORT)
async def rehearse(request: BoardRequest) -> Response:
    """What the change would bring, to be confirmed; nothing is written."""
    async with request.board.db.begin() as tx:
        acting = acting_for(tx, request, "rehearsal")
        try:
            edit = await _edit(acting, request)
            told = await acts.foresee(acting, edit)
            if not told.anything:
                raise Refusal("official.no_change")
        except Refusal as wrong:
            return JSONResponse(refused(request, wrong), 422)
        facts = await acts.facts_of(acting, edit, told)
    shown: dict[str, Any] = {
        "facts": facts,
        "seen": acts.seen_as(facts),
        "fields": await _fields(request),
    }
    shown |= {"act": request.path("act"), "number": request.number("number")}
    return request.page("pages/people/sure.html", shown | {"key": request.board.new_token()})


FIELDS = ("name", "unit", "position", "phone", "email", "focal")


async def _fields(request: BoardRequest) -> dict[str, str]:
    return {name: await request.said(name) for name in FIELDS}


async def _edit(acting: Acting, request: BoardRequest) -> OfficialEdit:
    """The change as the form says it; what is empty stays as it is."""
    how, number = HOW.get(request.path("act")), request.number("number")
    if how is None:
        raise Refusal("help.too_old")
    said = await _fields(request)
    code = (await acts.own(acting, number)).code if how != "add" else ""
    focal = {"on": True, "off": False}.get(said.pop("focal"))
    if how == "add" and not (said["name"] and said["unit"]):
        raise Refusal("board.name_and_unit")
    return await acts.edit_of(acting, how, Said(code, focal=focal, **said))


@routes.post("/can-bo-lam/{act}/{number}", require=Action.ADMIT)
async def do(request: BoardRequest) -> Response:
    """The same act that the chat does, judged by its own right."""
    return await performed(request, DEEDS, "can-bo-")


async def _change(acting: Acting, request: BoardRequest, _number: int) -> Done | Changed:
    last, seen = await request.said("last") == "on", await request.said("seen", 32)
    return await acts.apply(acting, await _edit(acting, request), last=last, seen=seen)


async def _absent(acting: Acting, request: BoardRequest, number: int) -> Done:
    try:
        first = date.fromisoformat(await request.said("first", 10))
        last = date.fromisoformat(await request.said("last", 10))
    except ValueError:
        raise Refusal("board.no_day") from None
    instead = await request.said("instead", 15)
    stand_in = int(instead) if instead.isdecimal() and instead != NOBODY else None
    return await absences.set_absence(acting, number, AbsenceSpan(first, last, stand_in))


async def _back(acting: Acting, _request: BoardRequest, number: int) -> Done:
    return await absences.end_absence(acting, number)


async def _admit(acting: Acting, _request: BoardRequest, number: int) -> Done:
    return await admission.admit(acting, number)


async def _turn_away(acting: Acting, _request: BoardRequest, number: int) -> Done:
    return await admission.refuse(acting, number)


async def _short_name(acting: Acting, request: BoardRequest, number: int) -> Done:
    return await unit_acts.set_short(acting, number, await request.said("short", 60))


async def _lost(acting: Acting, request: BoardRequest, number: int) -> Done:
    request.refuse_stale()
    return await inviting.cut_off(acting, number)


DEEDS: dict[str, Deed] = {
    **dict.fromkeys(HOW, _change),
    "vang": _absent,
    "ve": _back,
    "ten-ngan": _short_name,
    "tiep-nhan": _admit,
    "tu-choi": _turn_away,
    "mat-may": _lost,
}


@routes.post("/can-bo-moi/{number}", require=Action.ADMIT)
async def invite(request: BoardRequest) -> Response:
    """A new code, shown once; a repetition makes another one, and the one before is void."""
    board = request.board
    secrets = board.new_code(), board.new_token(), board.address
    async with board.db.begin() as tx:
        acting = acting_for(tx, request, secrets[1])
        try:
            done = await inviting.invite(
                acting, request.number("number"), *secrets, shown_in=CHANNEL
            )
        except Refusal as wrong:
            return JSONResponse(refused(request, wrong), 422)
        person: Official = await officials.get(tx, request.number("number"))
    shown = {"facts": done.facts, "person": person}
    return request.page("pages/people/invitation.html", shown)


@routes.post("/can-bo-so/{number}", require=Action.ADMIT)
async def show_phone(request: BoardRequest) -> Response:
    """The whole number, after a fresh confirmation; that it was looked at stands in the log."""
    request.refuse_stale()
    async with request.board.db.begin() as tx:
        done = await acts.show_phone(acting_for(tx, request, "phone"), request.number("number"))
    return request.page("pages/people/phone.html", done.facts)
