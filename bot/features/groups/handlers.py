"""What is done with the bot in a group: linked by the head, answered in private, else left."""

from collections.abc import Sequence

from actions.people import groups
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.announcements.unit_groups import GroupState, UnitGroup
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Chat, Choice, Refusal, Reply
from domain.messaging.outbox import Kind, NewMessage
from domain.people.access import Entrance
from domain.people.chat_links import LinkState
from domain.people.permissions import Action
from storage.messaging import chat_links, outbox
from storage.people import unit_groups

routes = Router()

COMMAND = "/nhom"
MOST_NAMED = 20


@routes.event("group_joined", require=Entrance.ANYBODY)
async def joined(context: UpdateContext) -> Sequence[Reply]:
    """Whoever leads a unit is asked; added by anybody else, the bot leaves."""
    found = await unit_groups.find(context.tx, _place(context))
    if found is not None and found.state is GroupState.LINKED:
        return []
    return await _ask(context)


@routes.event("group_said", require=Entrance.ANYBODY)
async def said(context: UpdateContext) -> Sequence[Reply]:
    """What was said is not read, but for this one command: people are answered in private."""
    found = await unit_groups.find(context.tx, _place(context))
    command = context.event.text == COMMAND
    if command and (found is None or found.state is GroupState.ASKED):
        return await _ask(context)
    if found is None or not context.dependencies.unit_groups:
        await unit_groups.turn_away(context.tx, _place(context), context.now)
        return []
    if found.state is GroupState.ASKED or not _known(context.event.text, context):
        return []
    if not await _is_reached(context):
        await _write_privately(context, found)
        return []
    return [Reply("unit_group.speak_here", {"title": found.title})]


@routes.event("group_moved", require=Entrance.ANYBODY)
async def moved(context: UpdateContext) -> Sequence[Reply]:
    await unit_groups.move(context.tx, _place(context), context.event.text)
    return []


@routes.event("group_gone", require=Entrance.ANYBODY)
async def gone(context: UpdateContext) -> Sequence[Reply]:
    """Taken out by whoever may do so there: nothing is said, and it is written down."""
    found = await unit_groups.find(context.tx, _place(context))
    if found is not None and await unit_groups.lose(context.tx, found.chat, context.now):
        await context.record("group.lost", f"group:{found.id}")
    return []


@routes.simple_command(COMMAND, require=Action.LINK_GROUP)
async def listed(context: UpdateContext) -> list[Reply]:
    """The groups within reach, each with the way to end it, and how another one is linked."""
    if not context.dependencies.unit_groups:
        raise Refusal("unit_group.off")
    known = (await groups.linked_within(context.acting))[:MOST_NAMED]
    facts = {"groups": [{"unit": unit.name, "title": group.title} for group, unit in known]}
    choices = tuple(
        Choice("choice.end_group", str(ButtonAction("grpend", group.id)), {"unit": unit.label})
        for group, unit in known
    )
    return [Reply("unit_group.list", facts, choices)]


@routes.revision_button("grpyes", require=Action.LINK_GROUP)
async def link(context: UpdateContext, group_id: int, unit_id: int) -> list[Reply]:
    group = await groups.link(context.acting, group_id, unit_id)
    return [Reply("unit_group.linked", {"title": group.title}, in_place=True)]


@routes.id_button("grpno", require=Action.LINK_GROUP)
async def drop(context: UpdateContext, group_id: int) -> list[Reply]:
    group = await groups.drop(context.acting, group_id)
    return [Reply("unit_group.dropped", {"title": group.title}, in_place=True)]


@routes.id_button("grpend", require=Action.LINK_GROUP)
async def end(context: UpdateContext, group_id: int) -> list[Reply]:
    group = await groups.end(context.acting, group_id)
    return [Reply("unit_group.ended", {"title": group.title}, in_place=True)]


async def _ask(context: UpdateContext) -> list[Reply]:
    """In private: which unit this is the group of. Whoever leads none gets the bot out."""
    may = context.dependencies.unit_groups and await _is_reached(context)
    units = await groups.own_units(context.acting) if may else []
    group = context.event.group
    if not units and await unit_groups.find(context.tx, _place(context)):
        return []  # somebody who may has been asked
    if not units or group is None:
        await unit_groups.turn_away(context.tx, _place(context), context.now)
        return [Reply("unit_group.only_head")] if may else []
    number = await groups.ask(context.acting, context.chat.channel, group)
    choices = [
        Choice(
            "choice.link_group", str(ButtonAction("grpyes", number, each.id)), {"unit": each.label}
        )
        for each in units
    ]
    choices.append(Choice("choice.drop_group", str(ButtonAction("grpno", number))))
    facts = {"title": group.title, "unit": units[0].name if len(units) == 1 else ""}
    return [Reply("unit_group.confirm", facts, tuple(choices))]


def _place(context: UpdateContext) -> Chat:
    group = context.event.group
    if group is None:
        raise LookupError("said in no group")
    return Chat(context.chat.channel, group.address)


def _known(command: str, context: UpdateContext) -> bool:
    """Commands of other bots are none of ours; a reply comes without one."""
    return not command or command in context.routes.commands


async def _is_reached(context: UpdateContext) -> bool:
    """Whether the person can be answered in private."""
    link = await chat_links.find(context.tx, context.chat)
    return context.official is not None and link is not None and link.state is LinkState.ACTIVE


async def _write_privately(context: UpdateContext, group: UnitGroup) -> None:
    """One line in the group, once an hour at most, to nobody in particular."""
    hour = context.now.replace(minute=0, second=0, microsecond=0)
    line = NewMessage(
        key=f"group:{group.id}:privately:{hour.isoformat()}",
        kind=Kind.ANSWER,
        text_key="unit_group.write_privately",
        facts={},
        logical_at=context.now,
        send_at=context.now,
        chat=group.chat,
    )
    await outbox.add(context.tx, line, context.now)
