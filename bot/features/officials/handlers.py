"""`/canbo`: one official is added, corrected, moved or ended, with what that brings told first."""

from actions.outcomes import Changed, Done
from actions.people import inviting, reading
from actions.people import officials as acts
from actions.people.officials import OfficialEdit
from bot.features.imports import undo
from bot.features.officials.conversation import ApplyChange, FindOfficial, ReadChange
from bot.features.registration import reinvite
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.officials import Official
from domain.people.permissions import Action
from domain.text.cleaning import one_line
from domain.text.names import code_key, is_called
from storage.people import officials

routes = Router()

FLOW = "official"
MOST_SHOWN = 10
OFFERED = (
    ("choice.official_edit", "offedit"),
    ("choice.official_move", "offmove"),
    ("choice.official_end", "offend"),
    ("choice.official_lost", "offlost"),
)
HOW = {"add": "official.add_how", "edit": "official.edit_how", "move": "official.move_how"}


@routes.command("/canbo", require=Action.IMPORT, menu=20)
async def command(context: UpdateContext, argument: str) -> list[Reply]:
    """With a name or code, that person; without, how to begin."""
    await acts.authorise(context.acting)
    if argument.strip():
        return await find(context, FindOfficial(argument))
    await context.wait_for(FLOW, "hear_who")
    return [
        Reply("official.who", {}, (Choice("choice.official_add", str(ButtonAction("offadd"))),))
    ]


@routes.effect(FindOfficial)
async def find(context: UpdateContext, effect: FindOfficial) -> list[Reply]:
    """Whoever has this code or is called so, in this department."""
    words = one_line(effect.words)
    people = (await officials.roster(context.tx)).within(context.me.unit_id).officials
    found = [each for each in people if code_key(each.code) == code_key(words)]
    found = found or [each for each in people if is_called(each.name, words)]
    if not found:
        await context.wait_for(FLOW, "hear_who")
        add = Choice("choice.official_add", str(ButtonAction("offadd")))
        return [Reply("official.nobody", {"words": words[:60]}, (add,))]
    if len(found) == 1:
        return [await _card(context, found[0])]
    choices = tuple(
        Choice("choice.person", str(ButtonAction("official", each.id)), _named(each))
        for each in found[:MOST_SHOWN]
    )
    return [Reply("official.several", {"count": len(found)}, choices)]


def _named(person: Official) -> dict[str, str]:
    return {"name": person.name, "position": person.position}


@routes.id_button("official", require=Action.IMPORT)
async def show(context: UpdateContext, official_id: int) -> list[Reply]:
    return [await _card(context, await acts.own(context.acting, official_id))]


async def _card(context: UpdateContext, person: Official) -> Reply:
    unit = (await context.tree()).by_id[person.unit_id].name
    choices = tuple(Choice(key, str(ButtonAction(action, person.id))) for key, action in OFFERED)
    return Reply("official.card", _named(person) | {"code": person.code, "unit": unit}, choices)


async def _ask(context: UpdateContext, how: str, code: str = "", name: str = "") -> list[Reply]:
    await context.wait_for(FLOW, "hear_change", how=how, code=code)
    return [Reply(HOW[how], {"name": name})]


@routes.simple_button("offadd", require=Action.IMPORT)
async def add(context: UpdateContext) -> list[Reply]:
    await acts.authorise(context.acting)
    return await _ask(context, "add")


@routes.id_button("offedit", require=Action.IMPORT)
async def edit(context: UpdateContext, official_id: int) -> list[Reply]:
    person = await acts.own(context.acting, official_id)
    return await _ask(context, "edit", person.code, person.name)


@routes.id_button("offmove", require=Action.IMPORT)
async def move(context: UpdateContext, official_id: int) -> list[Reply]:
    person = await acts.own(context.acting, official_id)
    return await _ask(context, "move", person.code, person.name)


@routes.id_button("offend", require=Action.IMPORT)
async def end(context: UpdateContext, official_id: int) -> list[Reply]:
    person = await acts.own(context.acting, official_id)
    return [await preview(context, OfficialEdit("end", ends=person.code))]


@routes.revision_button("offlost", require=Action.IMPORT)
async def lost(context: UpdateContext, official_id: int, sure: int) -> list[Reply]:
    """All chats of somebody whose phone is lost end, once that is confirmed."""
    person = await inviting.person_for(context.acting, official_id)
    if not sure:
        yes = Choice("choice.confirm", str(ButtonAction("offlost", person.id, 1)))
        return [Reply("official.lost_sure", {"name": person.name}, (yes,))]
    done = await inviting.cut_off(context.acting, official_id)
    return [Reply("official.lost", done.facts)]


@routes.effect(ReadChange)
async def read(context: UpdateContext, effect: ReadChange) -> list[Reply]:
    """What was typed is shown with what it brings; a mistake is said, and asked again."""
    await acts.authorise(context.acting)
    try:
        edit = await acts.edit_of(context.acting, effect.how, _said(effect))
    except Refusal as wrong:
        await context.wait_for(FLOW, "hear_change", how=effect.how, code=effect.code)
        return [Reply(wrong.key, {"name": "", **wrong.facts})]
    return [await preview(context, edit)]


def _said(effect: ReadChange) -> reading.Said:
    if effect.how == "add":
        return reading.added(effect.words)
    if effect.how == "move":
        return reading.moved(effect.code, effect.words)
    return reading.edited(effect.code, effect.words)


async def preview(context: UpdateContext, edit: OfficialEdit, asked: int = 0) -> Reply:
    """What it brings, to be confirmed; of the last of the Office or of a unit, twice."""
    told = await acts.foresee(context.acting, edit)
    if not told.anything:
        await context.stop_waiting()
        return Reply("official.no_change")
    await context.wait_for(FLOW, "hear_sure", change=edit.to_data(), asked=asked)
    choices = (
        Choice("choice.confirm", str(ButtonAction("offyes"))),
        Choice("choice.no", str(ButtonAction("offno"))),
    )
    key = "official.last" if asked else "official.sure"
    return Reply(key, await acts.facts_of(context.acting, edit, told), choices)


@routes.effect(ApplyChange)
async def apply(context: UpdateContext, effect: ApplyChange) -> list[Reply]:
    edit = OfficialEdit.of(effect.change)
    try:
        done = await acts.apply(context.acting, edit, last=bool(effect.asked))
    except Refusal as refused:
        if refused.key != "official.last":
            raise
        return [await preview(context, edit, asked=1)]
    return [said_of(done)]


def said_of(done: Done | Changed) -> Reply:
    """Whoever is new may be invited at once, and all of it can be taken back."""
    facts, invite = done.facts, tuple[Choice, ...]()
    if facts["how"] == "add" and facts["official_id"]:
        action = ButtonAction("offinv", facts["official_id"])
        invite = (Choice("choice.official_invite", str(action)),)
    return Reply("official.done", facts, (*invite, *undo.choices(facts["change"])))


@routes.id_button("offinv", require=Action.IMPORT)
async def invite(context: UpdateContext, official_id: int) -> list[Reply]:
    return [await reinvite.issue(context, await acts.own(context.acting, official_id))]
