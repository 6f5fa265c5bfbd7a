"""Making something known to everybody, and confirming that one has understood it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.conversations.disseminating import Disseminate
from bot.digests import Digest
from bot.scene import Scene
from domain.dissemination import (
    Dissemination,
    Standing,
    asked,
    count,
    count_facts,
    step_at,
    total,
)
from domain.letters import Kind, Letter, NewLetter
from domain.messages import Choice, Refusal, Say
from domain.plain_words import plain
from domain.rights import Action, Target
from domain.taps import Tap
from storage import calendar, disseminations, letters, officials
from storage.database import Tx

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
        **_facts(made),
        "total": count_facts(total(standings)),
        "units": [count_facts(each) for each in count(standings)],
    }


def _facts(made: Dissemination) -> dict[str, Any]:
    return {
        "text": made.text,
        "version": made.version,
        "begun_at": made.begun_at.isoformat(),
        "replaced": made.replaced,
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
    units = [[each.id, each.code, each.name] for each in tree.by_id.values()]
    chosen = list(before.units) if before else []
    await scene.wait_for(FLOW, "hear_text", units=units, chosen=chosen, replaces=replaces)
    return [Say("dissemination.write")]


async def send(scene: Scene, effect: Disseminate) -> list[Say]:
    """Ask everybody chosen to confirm; an earlier version is asked for no more."""
    await scene.authorise(Action.DISSEMINATE, Target(scene.me.unit_id))
    before = await _find(scene, effect.replaces) if effect.replaces else None
    if before and before.replaced:
        raise Refusal("dissemination.replaced_before")
    tree, roster = await scene.tree(), await officials.roster(scene.tx)
    people = asked(effect.units, roster.officials, tree, scene.me.id)
    made = await disseminations.add(
        scene.tx,
        root_unit_id=tree.upwards(scene.me.unit_id)[-1].id,
        author_id=scene.me.id,
        text=effect.text,
        units=effect.units,
        replaces=before,
        people=people,
        now=scene.now,
        next_at=step_at(scene.now, 0, await calendar.get(scene.tx)),
    )
    if before:
        await letters.withdraw(scene.tx, disseminations.about(before.id), scene.now)
    written = [_first(made, each.id, each.code, scene.now) for each in people]
    await letters.add_all(scene.tx, written, scene.now)
    await scene.record("disseminate", f"dissemination:{made}", people=len(people))
    reachable = len(roster.reachable(people))
    return [Say("dissemination.begun", {"asked": len(people), "reachable": reachable})]


def _first(made: int, official_id: int, code: str, now: datetime) -> NewLetter:
    about = disseminations.about(made)
    return NewLetter(
        key=f"{about}:{code}",
        kind=Kind.NOTICE,
        text_key="digest.dissemination",
        facts={"dissemination": made, "again": False},
        logical_at=now,
        send_at=now,
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
        return [Say("dissemination.newer"), _asking(newer, scene.me.name, again=False)]
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
    return [_asking(each, scene.me.name, again=False) for each in owed] or None


def _asking(made: Dissemination, name: str, *, again: bool) -> Say:
    facts = {"name": name, "text": made.text, "version": made.version, "again": again}
    choice = Choice("choice.understood", str(Tap("understood", made.id)))
    return Say("dissemination.asked", facts, (choice,))


async def asking(tx: Tx, letter: Letter, _now: datetime) -> Digest | None:
    """The text with its button; None once the person has confirmed, or another version holds."""
    official_id = letter.official_id or 0
    owed = await disseminations.owed_by(tx, official_id)
    made = next((each for each in owed if each.id == letter.facts["dissemination"]), None)
    if made is None:
        return None
    name = (await officials.get(tx, official_id)).name
    return Digest((_asking(made, name, again=letter.facts["again"]),), ())


async def of_units(tx: Tx, letter: Letter, _now: datetime) -> Digest | None:
    """To a head, by name, who of the own units has not confirmed; None if all have."""
    made = await disseminations.find(tx, letter.facts["dissemination"])
    if made is None or made.replaced:
        return None
    standings = await disseminations.standings(tx, made.id)
    own = [each for each in standings if each.unit_id in letter.facts["units"]]
    counted = [each for each in count(own) if each.confirmed < each.asked]
    if not counted:
        return None
    name = (await officials.get(tx, letter.official_id or 0)).name
    facts = {**_facts(made), "name": name, "units": [count_facts(each) for each in counted]}
    return Digest((Say("dissemination.list", facts),), ())


DIGESTS: Mapping[str, Callable[[Tx, Letter, datetime], Awaitable[Digest | None]]] = {
    "digest.dissemination": asking,
    "digest.dissemination_unit": of_units,
}
