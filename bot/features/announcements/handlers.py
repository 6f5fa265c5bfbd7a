"""Making something known to everybody, and confirming that one has understood it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.features.announcements.conversation import Disseminate, Enclose, ask, without_file
from bot.features.announcements.notices import ask_to_confirm, shown_facts
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.announcements.announcements import (
    AckState,
    Dissemination,
    asked,
    count,
    count_facts,
    step_at,
    total,
)
from domain.announcements.attachments import Enclosure, EnclosureState, refuse_unfit
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.messaging.outbox import Kind, NewMessage
from domain.people.permissions import Action, Target
from domain.reporting.evidence import FileRefused
from domain.text.normalize import plain
from storage.messaging import outbox
from storage.office import announcements, attachments
from storage.people import officials
from storage.plans import calendar

routes = Router()

FLOW = "disseminating"
UNDERSTOOD = {"da nam ro", "nam ro", "da nam ro a", "toi da nam ro", "understood"}


@routes.simple_command("/quantriet", require=Action.DISSEMINATE, menu=14)
async def show(context: UpdateContext) -> list[Reply]:
    """How the newest one stands, by unit, with the others one tap away."""
    await context.authorise(Action.DISSEMINATE, Target(context.me.unit_id))
    root = (await context.tree()).upwards(context.me.unit_id)[-1]
    known = await announcements.newest(context.tx, root.id)
    write = Choice("choice.disseminate", str(ButtonAction("disswrite")))
    if not known:
        return [Reply("dissemination.none", {}, (write,))]
    others = [
        Choice("choice.dissemination", str(ButtonAction("diss", each.id)), {"text": each.text})
        for each in known[1:]
    ]
    return [await _board(context, known[0], (write, *others))]


@routes.id_button("diss", require=Action.DISSEMINATE)
async def board(context: UpdateContext, dissemination_id: int) -> list[Reply]:
    return [await _board(context, await _find(context, dissemination_id), ())]


async def _board(context: UpdateContext, made: Dissemination, more: tuple[Choice, ...]) -> Reply:
    standings = await announcements.standings(context.tx, made.id)
    again = (Choice("choice.new_version", str(ButtonAction("disswrite", made.id))),)
    choices = (*(() if made.replaced else again), *more)
    return Reply("dissemination.board", board_facts(made, standings), choices)


def board_facts(made: Dissemination, standings: Sequence[AckState]) -> dict[str, Any]:
    return {
        **shown_facts(made),
        "total": count_facts(total(standings)),
        "units": sorted(map(count_facts, count(standings)), key=_silence),
    }


def _silence(counted: Mapping[str, Any]) -> float:
    """The units of which fewest have confirmed come first."""
    return counted["share"] if counted["share"] is not None else 1.0


async def _find(context: UpdateContext, dissemination_id: int) -> Dissemination:
    """One of this person's department, for whoever may make things known."""
    await context.authorise(Action.DISSEMINATE, Target(context.me.unit_id))
    root = (await context.tree()).upwards(context.me.unit_id)[-1]
    found = await announcements.find(context.tx, dissemination_id)
    if found is None or found.root_unit_id != root.id:
        raise Refusal("help.too_old")
    return found


@routes.id_button("disswrite", require=Action.DISSEMINATE)
async def write(context: UpdateContext, replaces: int) -> list[Reply]:
    """Wait for the text; a new version goes to the units of the one it replaces, or to others."""
    await context.authorise(Action.DISSEMINATE, Target(context.me.unit_id))
    before = await _find(context, replaces) if replaces else None
    if before and before.replaced:
        raise Refusal("dissemination.replaced_before")
    tree = await context.tree()
    data = {
        "units": [[each.id, each.code, each.name] for each in tree.by_id.values()],
        "chosen": list(before.units) if before else [],
        "replaces": replaces,
        "enclosure": before.enclosure_id or 0 if before else 0,
        "file": before.document if before else "",
    }
    await context.wait_for(FLOW, "hear_text", **data)
    return [Reply("dissemination.write", {"document": data["file"]})]


@routes.effect(Enclose)
async def enclose(context: UpdateContext, effect: Enclose) -> list[Reply]:
    """Accept the document, or say why not; what was written so far is kept in either case."""
    await context.authorise(Action.DISSEMINATE, Target(context.me.unit_id))
    file, data = effect.file, {**effect.data}
    try:
        refuse_unfit(file)
    except FileRefused as refused:
        told = Reply(f"enclosure.{refused}", {"name": file.name})
    else:
        added = await attachments.add(
            context.tx, official_id=context.me.id, chat=context.chat, file=file, now=context.now
        )
        await context.record("disseminate.document", f"enclosure:{added}")
        told = Reply("enclosure.taken", {"name": file.name, "before": data.get("file", "")})
        data |= {"enclosure": added, "file": file.name}
    return [told, await _go_on(context, data, effect.step)]


async def _go_on(context: UpdateContext, data: Mapping[str, Any], step: str) -> Reply:
    """Ask what is still to be said; the conversation waits there."""
    turn = ask(data, step)
    await context.wait_for(FLOW, turn.goto or step, **turn.data)
    return turn.say or Reply("dissemination.write", {"document": ""})


@routes.effect(Disseminate)
async def send(context: UpdateContext, effect: Disseminate) -> list[Reply]:
    """Ask everybody chosen to confirm; an earlier version is asked for no more."""
    await context.authorise(Action.DISSEMINATE, Target(context.me.unit_id))
    before = await _find(context, effect.replaces) if effect.replaces else None
    if before and before.replaced:
        raise Refusal("dissemination.replaced_before")
    enclosed = await attachments.find(context.tx, effect.enclosure) if effect.enclosure else None
    if enclosed and enclosed.state is not EnclosureState.KEPT:
        return await _not_ready(context, effect, enclosed)
    tree, roster = await context.tree(), await officials.roster(context.tx, context.now)
    people = asked(effect.units, roster.officials, tree, context.me.id)
    added = await announcements.add(
        context.tx,
        root_unit_id=tree.upwards(context.me.unit_id)[-1].id,
        author_id=context.me.id,
        text=effect.text,
        units=effect.units,
        replaces=before,
        people=people,
        now=context.now,
        next_at=step_at(context.now, 0, await calendar.get(context.tx)),
        enclosure=enclosed,
    )
    if before:
        await outbox.withdraw(context.tx, announcements.about(before.id), context.now)
    made = await _find(context, added)
    await outbox.add_all(
        context.tx, [_first(made, each.id, each.code) for each in people], context.now
    )
    facts = {"people": len(people), "channel": context.chat.channel, "document": made.document}
    await context.record("disseminate", f"dissemination:{added}", **facts)
    reachable = len(roster.reachable(people))
    return [Reply("dissemination.begun", {"asked": len(people), "reachable": reachable})]


async def _not_ready(
    context: UpdateContext, effect: Disseminate, enclosed: Enclosure
) -> list[Reply]:
    """The document is still being looked at, or was refused; nothing goes out without a new yes."""
    name = {"name": enclosed.file.name}
    if enclosed.state is EnclosureState.WAITING:
        return [
            Reply("enclosure.still_waiting", name),
            await _go_on(context, effect.data, "hear_sure"),
        ]
    data = without_file(effect.data)
    return [Reply("enclosure.not_had", name), await _go_on(context, data, "hear_sure")]


def _first(made: Dissemination, official_id: int, code: str) -> NewMessage:
    about = announcements.about(made.id)
    return NewMessage(
        key=f"{about}:{code}",
        kind=Kind.NOTICE,
        text_key="digest.dissemination",
        facts={"dissemination": made.id, "again": False, "file": made.file},
        logical_at=made.begun_at,
        send_at=made.begun_at,
        official_id=official_id,
        about=about,
    )


@routes.id_button("understood", require=Action.CONFIRM)
async def confirm(context: UpdateContext, dissemination_id: int) -> list[Reply]:
    """ "I have understood": kept once; of an old version the new one is shown instead."""
    await context.authorise(Action.CONFIRM, Target(None, context.me.id))
    if not await announcements.is_asked(context.tx, dissemination_id, context.me.id):
        raise Refusal("help.not_allowed")
    newer = await announcements.replacing(context.tx, dissemination_id)
    if newer is not None and await announcements.is_asked(context.tx, newer.id, context.me.id):
        return [Reply("dissemination.newer"), ask_to_confirm(newer, context.me.name, again=False)]
    if not await announcements.confirm(
        context.tx, dissemination_id, context.me.id, context.acted_at
    ):
        return [Reply("dissemination.confirmed_before")]
    await context.record("confirm", f"dissemination:{dissemination_id}")
    return [Reply("dissemination.confirmed", {"at": context.acted_at.isoformat()})]


async def hear(context: UpdateContext, text: str) -> list[Reply] | None:
    """The confirmation as typed words; None for other words, or where nothing is to confirm."""
    if context.official is None or plain(text).rstrip(" .!") not in UNDERSTOOD:
        return None
    owed = await announcements.owed_by(context.tx, context.me.id)
    if len(owed) == 1:
        return await confirm(context, owed[0].id)
    return [ask_to_confirm(each, context.me.name, again=False) for each in owed] or None
