"""Making something known to everybody, and confirming that one has understood it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.features.announcements.conversation import Disseminate, Enclose, ask, without_file
from bot.features.announcements.notices import ask_to_confirm, shown_facts
from bot.inbound.context import Scene
from domain.announcements.announcements import (
    Dissemination,
    Standing,
    asked,
    count,
    count_facts,
    step_at,
    total,
)
from domain.announcements.attachments import Enclosure, EnclosureState, refuse_unfit
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Refusal, Say
from domain.messaging.outbox import Kind, NewLetter
from domain.people.permissions import Action, Target
from domain.reporting.evidence import FileRefused
from domain.text.normalize import plain
from storage.messaging import outbox as letters
from storage.office import announcements as disseminations
from storage.office import attachments as enclosures
from storage.people import officials
from storage.plans import calendar

FLOW = "disseminating"
UNDERSTOOD = {"da nam ro", "nam ro", "da nam ro a", "toi da nam ro", "understood"}


async def show(scene: Scene) -> list[Say]:
    """How the newest one stands, by unit, with the others one tap away."""
    await scene.authorise(Action.DISSEMINATE, Target(scene.me.unit_id))
    root = (await scene.tree()).upwards(scene.me.unit_id)[-1]
    known = await disseminations.newest(scene.tx, root.id)
    write = Choice("choice.disseminate", str(Tap("disswrite")))
    if not known:
        return [Say("dissemination.none", {}, (write,))]
    others = [
        Choice("choice.dissemination", str(Tap("diss", each.id)), {"text": each.text})
        for each in known[1:]
    ]
    return [await _board(scene, known[0], (write, *others))]


async def board(scene: Scene, dissemination_id: int) -> list[Say]:
    return [await _board(scene, await _find(scene, dissemination_id), ())]


async def _board(scene: Scene, made: Dissemination, more: tuple[Choice, ...]) -> Say:
    standings = await disseminations.standings(scene.tx, made.id)
    again = (Choice("choice.new_version", str(Tap("disswrite", made.id))),)
    choices = (*(() if made.replaced else again), *more)
    return Say("dissemination.board", board_facts(made, standings), choices)


def board_facts(made: Dissemination, standings: Sequence[Standing]) -> dict[str, Any]:
    return {
        **shown_facts(made),
        "total": count_facts(total(standings)),
        "units": [count_facts(each) for each in count(standings)],
    }


async def _find(scene: Scene, dissemination_id: int) -> Dissemination:
    """One of this person's department, for whoever may make things known."""
    await scene.authorise(Action.DISSEMINATE, Target(scene.me.unit_id))
    root = (await scene.tree()).upwards(scene.me.unit_id)[-1]
    found = await disseminations.find(scene.tx, dissemination_id)
    if found is None or found.root_unit_id != root.id:
        raise Refusal("help.too_old")
    return found


async def write(scene: Scene, replaces: int) -> list[Say]:
    """Wait for the text; a new version goes to the units of the one it replaces, or to others."""
    await scene.authorise(Action.DISSEMINATE, Target(scene.me.unit_id))
    before = await _find(scene, replaces) if replaces else None
    if before and before.replaced:
        raise Refusal("dissemination.replaced_before")
    tree = await scene.tree()
    data = {
        "units": [[each.id, each.code, each.name] for each in tree.by_id.values()],
        "chosen": list(before.units) if before else [],
        "replaces": replaces,
        "enclosure": before.enclosure_id or 0 if before else 0,
        "file": before.document if before else "",
    }
    await scene.wait_for(FLOW, "hear_text", **data)
    return [Say("dissemination.write", {"document": data["file"]})]


async def enclose(scene: Scene, effect: Enclose) -> list[Say]:
    """Accept the document, or say why not; what was written so far is kept in either case."""
    await scene.authorise(Action.DISSEMINATE, Target(scene.me.unit_id))
    file, data = effect.file, {**effect.data}
    try:
        refuse_unfit(file)
    except FileRefused as refused:
        told = Say(f"enclosure.{refused}", {"name": file.name})
    else:
        added = await enclosures.add(
            scene.tx, official_id=scene.me.id, chat=scene.chat, file=file, now=scene.now
        )
        await scene.record("disseminate.document", f"enclosure:{added}")
        told = Say("enclosure.taken", {"name": file.name, "before": data.get("file", "")})
        data |= {"enclosure": added, "file": file.name}
    return [told, await _go_on(scene, data, effect.step)]


async def _go_on(scene: Scene, data: Mapping[str, Any], step: str) -> Say:
    """Ask what is still to be said; the conversation waits there."""
    turn = ask(data, step)
    await scene.wait_for(FLOW, turn.goto or step, **turn.data)
    return turn.say or Say("dissemination.write", {"document": ""})


async def send(scene: Scene, effect: Disseminate) -> list[Say]:
    """Ask everybody chosen to confirm; an earlier version is asked for no more."""
    await scene.authorise(Action.DISSEMINATE, Target(scene.me.unit_id))
    before = await _find(scene, effect.replaces) if effect.replaces else None
    if before and before.replaced:
        raise Refusal("dissemination.replaced_before")
    enclosed = await enclosures.find(scene.tx, effect.enclosure) if effect.enclosure else None
    if enclosed and enclosed.state is not EnclosureState.KEPT:
        return await _not_ready(scene, effect, enclosed)
    tree, roster = await scene.tree(), await officials.roster(scene.tx, scene.now)
    people = asked(effect.units, roster.officials, tree, scene.me.id)
    added = await disseminations.add(
        scene.tx,
        root_unit_id=tree.upwards(scene.me.unit_id)[-1].id,
        author_id=scene.me.id,
        text=effect.text,
        units=effect.units,
        replaces=before,
        people=people,
        now=scene.now,
        next_at=step_at(scene.now, 0, await calendar.get(scene.tx)),
        enclosure=enclosed,
    )
    if before:
        await letters.withdraw(scene.tx, disseminations.about(before.id), scene.now)
    made = await _find(scene, added)
    await letters.add_all(
        scene.tx, [_first(made, each.id, each.code) for each in people], scene.now
    )
    facts = {"people": len(people), "channel": scene.chat.channel, "document": made.document}
    await scene.record("disseminate", f"dissemination:{added}", **facts)
    reachable = len(roster.reachable(people))
    return [Say("dissemination.begun", {"asked": len(people), "reachable": reachable})]


async def _not_ready(scene: Scene, effect: Disseminate, enclosed: Enclosure) -> list[Say]:
    """The document is still being looked at, or was refused; nothing goes out without a new yes."""
    name = {"name": enclosed.file.name}
    if enclosed.state is EnclosureState.WAITING:
        return [Say("enclosure.still_waiting", name), await _go_on(scene, effect.data, "hear_sure")]
    data = without_file(effect.data)
    return [Say("enclosure.not_had", name), await _go_on(scene, data, "hear_sure")]


def _first(made: Dissemination, official_id: int, code: str) -> NewLetter:
    about = disseminations.about(made.id)
    return NewLetter(
        key=f"{about}:{code}",
        kind=Kind.NOTICE,
        text_key="digest.dissemination",
        facts={"dissemination": made.id, "again": False, "file": made.file},
        logical_at=made.begun_at,
        send_at=made.begun_at,
        official_id=official_id,
        about=about,
    )


async def confirm(scene: Scene, dissemination_id: int) -> list[Say]:
    """ "I have understood": kept once; of an old version the new one is shown instead."""
    await scene.authorise(Action.CONFIRM, Target(None, scene.me.id))
    if not await disseminations.is_asked(scene.tx, dissemination_id, scene.me.id):
        raise Refusal("help.not_allowed")
    newer = await disseminations.replacing(scene.tx, dissemination_id)
    if newer is not None and await disseminations.is_asked(scene.tx, newer.id, scene.me.id):
        return [Say("dissemination.newer"), ask_to_confirm(newer, scene.me.name, again=False)]
    if not await disseminations.confirm(scene.tx, dissemination_id, scene.me.id, scene.now):
        return [Say("dissemination.confirmed_before")]
    await scene.record("confirm", f"dissemination:{dissemination_id}")
    return [Say("dissemination.confirmed", {"at": scene.now.isoformat()})]


async def hear(scene: Scene, text: str) -> list[Say] | None:
    """The confirmation as typed words; None for other words, or where nothing is to confirm."""
    if scene.official is None or plain(text).rstrip(" .!") not in UNDERSTOOD:
        return None
    owed = await disseminations.owed_by(scene.tx, scene.me.id)
    if len(owed) == 1:
        return await confirm(scene, owed[0].id)
    return [ask_to_confirm(each, scene.me.name, again=False) for each in owed] or None
