"""`/canbo`: one official is added, corrected, moved or ended, with what that brings told first."""

from typing import Any

from bot.features.imports import undo
from bot.features.officials import reading
from bot.features.officials.conversation import ApplyChange, FindOfficial, ReadChange
from bot.features.registration import reinvite
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.imports.changes.consequences import Consequences
from domain.imports.rows import OfficialLine
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from domain.text.cleaning import one_line
from domain.text.names import code_key, is_called
from storage.people import officials
from storage.plans import one_official
from storage.plans.import_changes import About

routes = Router()

FLOW = "official"
MOST_SHOWN = 10
MOST_DUTIES = 20
OFFERED = (
    ("choice.official_edit", "offedit"),
    ("choice.official_move", "offmove"),
    ("choice.official_end", "offend"),
)
HOW = {"add": "official.add_how", "edit": "official.edit_how", "move": "official.move_how"}


@routes.command("/canbo", require=Action.IMPORT, menu=20)
async def command(context: UpdateContext, argument: str) -> list[Reply]:
    """With a name or code, that person; without, how to begin."""
    await authorise(context)
    if argument.strip():
        return await find(context, FindOfficial(argument))
    await context.wait_for(FLOW, "hear_who")
    return [
        Reply("official.who", {}, (Choice("choice.official_add", str(ButtonAction("offadd"))),))
    ]


async def authorise(context: UpdateContext) -> None:
    await context.authorise(Action.IMPORT, Target(context.me.unit_id))


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
    return [await _card(context, await own(context, official_id))]


async def _card(context: UpdateContext, person: Official) -> Reply:
    unit = (await context.tree()).by_id[person.unit_id].name
    choices = tuple(Choice(key, str(ButtonAction(action, person.id))) for key, action in OFFERED)
    return Reply("official.card", _named(person) | {"code": person.code, "unit": unit}, choices)


async def own(context: UpdateContext, official_id: int) -> Official:
    """Somebody in service in the department of whoever asks."""
    await authorise(context)
    found = (await officials.roster(context.tx)).within(context.me.unit_id).get(official_id)
    if found is None:
        raise Refusal("help.too_old")
    return found


async def _ask(context: UpdateContext, how: str, code: str = "", name: str = "") -> list[Reply]:
    await context.wait_for(FLOW, "hear_change", how=how, code=code)
    return [Reply(HOW[how], {"name": name})]


@routes.simple_button("offadd", require=Action.IMPORT)
async def add(context: UpdateContext) -> list[Reply]:
    await authorise(context)
    return await _ask(context, "add")


@routes.id_button("offedit", require=Action.IMPORT)
async def edit(context: UpdateContext, official_id: int) -> list[Reply]:
    person = await own(context, official_id)
    return await _ask(context, "edit", person.code, person.name)


@routes.id_button("offmove", require=Action.IMPORT)
async def move(context: UpdateContext, official_id: int) -> list[Reply]:
    person = await own(context, official_id)
    return await _ask(context, "move", person.code, person.name)


@routes.id_button("offend", require=Action.IMPORT)
async def end(context: UpdateContext, official_id: int) -> list[Reply]:
    person = await own(context, official_id)
    return [await preview(context, {"how": "end", "ends": person.code, "line": None})]


@routes.effect(ReadChange)
async def read(context: UpdateContext, effect: ReadChange) -> list[Reply]:
    """What was typed is shown with what it brings; a mistake is said, and asked again."""
    await authorise(context)
    try:
        said = _said(effect)
        line = await reading.line_of(context.tx, said, context.me.unit_id)
    except Refusal as wrong:
        await context.wait_for(FLOW, "hear_change", how=effect.how, code=effect.code)
        return [Reply(wrong.key, {"name": "", **wrong.facts})]
    change = {"how": effect.how, "ends": "", "line": reading.to_data(line)}
    return [await preview(context, change)]


def _said(effect: ReadChange) -> reading.Said:
    if effect.how == "add":
        return reading.added(effect.words)
    if effect.how == "move":
        return reading.moved(effect.code, effect.words)
    return reading.edited(effect.code, effect.words)


async def preview(context: UpdateContext, change: dict[str, Any], asked: int = 0) -> Reply:
    """What it brings, to be confirmed; of the last of the Office or of a unit, twice."""
    told = await consequences(context, change)
    if not told.anything:
        await context.stop_waiting()
        return Reply("official.no_change")
    await context.wait_for(FLOW, "hear_sure", change=change, asked=asked)
    choices = (
        Choice("choice.confirm", str(ButtonAction("offyes"))),
        Choice("choice.no", str(ButtonAction("offno"))),
    )
    key = "official.last" if asked else "official.sure"
    return Reply(key, await facts_of(context, change, told), choices)


async def consequences(context: UpdateContext, change: dict[str, Any]) -> Consequences:
    return await one_official.foresee(context.tx, _line(change), change["ends"], context.now)


def _line(change: dict[str, Any]) -> OfficialLine | None:
    return OfficialLine(**change["line"]) if change["line"] else None


async def facts_of(
    context: UpdateContext, change: dict[str, Any], told: Consequences
) -> dict[str, Any]:
    line, tree = change["line"] or {}, await context.tree()
    code = line.get("code") or change["ends"]
    before = await officials.find_by_code(context.tx, code)
    unit_code = line.get("unit_code", "")
    return {
        "how": change["how"],
        "name": line.get("name") or (before.name if before else ""),
        "code": code,
        "unit": tree.by_code[unit_code].name if unit_code in tree.by_code else "",
        "position": line.get("position", ""),
        "phone": line.get("phone", ""),
        "email": line.get("email", ""),
        "duties": [{"code": e.code, "heir": e.heir} for e in told.duties[:MOST_DUTIES]],
        "duty_count": len(told.duties),
        "vacant": sum(not each.heir for each in told.duties),
        "posts": [role.value for role in told.posts],
        "last": [role.value for role in told.last],
        "chats": told.chats,
        "invitations": told.invitations,
    }


@routes.effect(ApplyChange)
async def apply(context: UpdateContext, effect: ApplyChange) -> list[Reply]:
    await authorise(context)
    told = await consequences(context, effect.change)
    if told.last and not effect.asked:
        return [await preview(context, effect.change, asked=1)]
    return [await carry_out(context, effect.change, told)]


async def carry_out(context: UpdateContext, change: dict[str, Any], told: Consequences) -> Reply:
    """Write it; whoever is new may be invited at once, and all of it can be taken back."""
    if change["ends"] == context.me.code:
        raise Refusal("official.not_yourself")
    facts = await facts_of(context, change, told)
    line = _line(change)
    about = About("official", facts["name"], context.me.unit_id, context.me.id)
    code = line.code if line else change["ends"]
    before = await officials.find_by_code(context.tx, code)
    number = await one_official.apply(context.tx, about, line, change["ends"], context.now)
    person = before or await officials.find_by_code(context.tx, code)
    subject = person.subject if person else f"official:{code}"
    await context.record(f"official.{change['how']}", subject, change=number)
    invite: tuple[Choice, ...] = ()
    if person and change["how"] == "add":
        invite = (Choice("choice.official_invite", str(ButtonAction("offinv", person.id))),)
    return Reply("official.done", facts, (*invite, *undo.choices(number)))


@routes.id_button("offinv", require=Action.IMPORT)
async def invite(context: UpdateContext, official_id: int) -> list[Reply]:
    return [await reinvite.issue(context, await own(context, official_id))]
