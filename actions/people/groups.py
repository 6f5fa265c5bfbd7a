"""Linking the group chat of a unit: asked for in the group, confirmed in private, ended again."""

from actions.acting import Acting
from domain.announcements.unit_groups import UNANSWERED, GroupState, UnitGroup
from domain.messaging.messages import Chat, Group, Refusal
from domain.messaging.outbox import Kind, NewMessage
from domain.people.officials import Role
from domain.people.permissions import Action, Target
from domain.people.units import Unit
from storage.messaging import outbox
from storage.people import unit_groups

HEAD_OF = (Role.HEAD, Role.DEPUTY_HEAD, Role.OFFICE)


async def own_units(acting: Acting) -> list[Unit]:
    """The units that somebody leads, whose groups may be linked by that person."""
    tree = await acting.tree()
    ids = dict.fromkeys(acting.me.units_as(*HEAD_OF))
    units = [tree.by_id[each] for each in ids if each in tree.by_id]
    return [e for e in units if await acting.may(Action.LINK_GROUP, Target(e.id))]


async def ask(acting: Acting, channel: str, group: Group) -> int:
    """The bot stays in the group until it is said whether that is wanted; returns its number."""
    chat, until = Chat(channel, group.address), acting.now + UNANSWERED
    me, now = acting.me, acting.now
    number = await unit_groups.ask(acting.tx, chat, group.title, me.id, until, now)
    await acting.record("group.asked", _subject(number))
    return number


async def link(acting: Acting, group_id: int, unit_id: int) -> UnitGroup:
    """The group is told how this unit stands from now on. Refuses whoever did not ask for it."""
    group = await _asked(acting, group_id)
    if unit_id not in {each.id for each in await own_units(acting)}:
        raise Refusal("help.not_allowed")
    await unit_groups.link(acting.tx, group.id, unit_id, acting.now)
    await acting.record("group.linked", _subject(group.id), unit=unit_id)
    hello = NewMessage(
        key=f"group:{group.id}:hello",
        kind=Kind.ANSWER,
        text_key="unit_group.hello",
        facts={"unit": (await acting.tree()).by_id[unit_id].name},
        logical_at=acting.now,
        send_at=acting.now,
        chat=group.chat,
    )
    await acting.write(hello)
    return group


async def drop(acting: Acting, group_id: int) -> UnitGroup:
    """It is not wanted after all, and the bot leaves."""
    group = await _asked(acting, group_id)
    await _end(acting, group)
    return group


async def end(acting: Acting, group_id: int) -> UnitGroup:
    """The group of a unit within reach is no longer linked, and the bot leaves."""
    group = await unit_groups.get(acting.tx, group_id)
    if group is None or group.unit_id is None:
        raise Refusal("unit_group.gone")
    await acting.authorise(Action.LINK_GROUP, Target(group.unit_id))
    await _end(acting, group)
    return group


async def _end(acting: Acting, group: UnitGroup) -> None:
    await unit_groups.end(acting.tx, group.id, acting.now)
    await outbox.withdraw(acting.tx, _subject(group.id), acting.now)
    await acting.record("group.ended", _subject(group.id))


async def _asked(acting: Acting, group_id: int) -> UnitGroup:
    group = await unit_groups.get(acting.tx, group_id)
    asked = group is not None and group.state is GroupState.ASKED
    if group is None or not asked or group.asked_by != acting.me.id:
        raise Refusal("unit_group.gone")
    return group


async def linked_within(acting: Acting) -> list[tuple[UnitGroup, Unit]]:
    """The linked groups of the units within reach."""
    tree = await acting.tree()
    known = [
        (each, tree.by_id.get(each.unit_id or 0)) for each in await unit_groups.linked(acting.tx)
    ]
    return [
        (group, unit)
        for group, unit in known
        if unit and await acting.may(Action.LINK_GROUP, Target(unit.id))
    ]


def _subject(number: int) -> str:
    return f"group:{number}"
