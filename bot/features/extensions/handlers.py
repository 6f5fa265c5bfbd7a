"""Extensions: asked for before the due time, decided by one tap, told to all whom they concern."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.features.extensions.conversation import (
    EXTENDED,
    AskExtension,
    ChooseDay,
    day_choices,
    day_of,
)
from bot.features.reports.handlers import PERCENT
from bot.inbound.context import Scene
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Refusal, Say
from domain.messaging.outbox import Kind, NewLetter
from domain.people.permissions import Action, Target, may
from domain.reporting.duties import Duty
from domain.reporting.extensions import Extension, ExtensionState, deciders
from domain.reporting.individual_deadlines import (
    EXTENSION_DAYS,
    due_day_of,
    offered,
    refuse_late_request,
    refuse_unfit,
)
from domain.reporting.reports import WHOLE
from domain.text.normalize import plain
from storage.engine.database import Tx
from storage.messaging import outbox as letters
from storage.people import officials, units
from storage.plans import calendar
from storage.reports import cycles, duties, extensions

FLOW = "own_time"
MOST_SHOWN = 10
ASKS = re.compile(r"(?:(?:toi|em|cho|xin|xin phep|de nghi)\s+)*gia han\s+(?P<code>[\w./-]+)")


async def hear(scene: Scene, text: str) -> list[Say] | None:
    """ "Xin gia hạn NV-1"; None for any other words."""
    found = ASKS.fullmatch(plain(text).rstrip(" .!")) if scene.official else None
    if found is None:
        return None
    owed = await duties.owed_by(scene.tx, scene.me.id, scene.now)
    named = [duty for duty in owed if plain(duty.task_code) == found["code"]]
    return await begin(scene, named[0].id) if named else None


async def show(scene: Scene, argument: str) -> list[Say]:
    """What waits to be decided, for whoever decides; for others what they may ask for."""
    if argument.strip():
        asked = await hear(scene, f"gia han {argument.strip()}")
        if asked is not None:
            return asked
    tree = await scene.tree()
    if not may(scene.me, Action.DECIDE_EXTENSION, Target(scene.me.unit_id), tree):
        return await _own(scene)
    root = tree.upwards(scene.me.unit_id)[-1]
    waiting = await extensions.all_open(scene.tx, tree.subtree(root.id))
    return [await listed(scene.tx, waiting)]


async def listed(tx: Tx, waiting: Sequence[Extension]) -> Say:
    """What waits to be decided, with the choices to do so."""
    if not waiting:
        return Say("extension.none_open")
    shown = waiting[:MOST_SHOWN]
    items = [await request_facts(tx, each) for each in shown]
    choices = [
        choice for each, item in zip(shown, items, strict=True) for choice in _both(each, item)
    ]
    return Say("extension.list", {"items": items, "total": len(waiting)}, tuple(choices))


def _both(asked: Extension, facts: dict[str, Any]) -> tuple[Choice, ...]:
    named = {"code": facts["code"]}
    return (
        Choice("choice.grant_of", str(Tap("grant", asked.id)), named),
        Choice("choice.deny_of", str(Tap("deny", asked.id)), named),
    )


async def _own(scene: Scene) -> list[Say]:
    await scene.authorise(Action.ASK_EXTENSION, Target(scene.me.unit_id, scene.me.id))
    owed = await duties.owed_by(scene.tx, scene.me.id, scene.now)
    if not owed:
        return [Say("mine.none")]
    return [Say("extension.which", {}, _choices_of(owed))]


def _choices_of(owed: list[Duty]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            "choice.duty",
            str(Tap("extend", duty.id)),
            {"code": duty.task_code, "title": duty.title},
        )
        for duty in owed[: 2 * MOST_SHOWN]
    )


async def of_letter(scene: Scene, letter_id: int) -> list[Say]:
    """Choose one of the unanswered duties of a message, to ask for more time for it."""
    letter = await letters.find(scene.tx, letter_id)
    if letter is None or letter.official_id != scene.me.id:
        raise Refusal("help.not_allowed")
    found = [await duties.get(scene.tx, duty_id) for duty_id in letter.duty_ids]
    still_open = [duty for duty in found if duty.open]
    if len(still_open) == 1:
        return await begin(scene, still_open[0].id)
    key = "extension.which" if still_open else "unit.nothing_open"
    return [Say(key, {}, _choices_of(still_open))]


async def _find(scene: Scene, duty_id: int) -> Duty:
    """The duty, if this person may ask for more time for it."""
    duty = await duties.find(scene.tx, duty_id)
    if duty is None:
        raise Refusal("help.too_old")
    await scene.authorise(Action.ASK_EXTENSION, Target(duty.unit_id, duty.owner_id))
    return duty


async def _askable(scene: Scene, duty_id: int) -> tuple[Duty, dict[str, Any]]:
    """The duty, and what is said of it. Refuses what is late, answered, or asked for already."""
    duty = await _find(scene, duty_id)
    cycle, working_days = await cycles.get(scene.tx, duty.cycle_id), await calendar.get(scene.tx)
    due_at = refuse_late_request(duty, cycle, working_days, scene.now)
    facts = {"code": duty.task_code, "title": duty.title, "due_at": due_at.isoformat()}
    waiting = await extensions.find_open(scene.tx, duty.id)
    if waiting:
        raise Refusal("extension.waiting", facts | {"day": waiting.to_day.isoformat()})
    return duty, facts


async def begin(scene: Scene, duty_id: int) -> list[Say]:
    """Until when: some days to press, or one to be typed."""
    duty, facts = await _askable(scene, duty_id)
    cycle, working_days = await cycles.get(scene.tx, duty.cycle_id), await calendar.get(scene.tx)
    days = offered(due_day_of(duty, cycle), EXTENSION_DAYS, cycle, working_days)
    facts |= {"last": cycle.last_day.isoformat()}
    listed = [day.isoformat() for day in days]
    await scene.wait_for(FLOW, "hear_day", duty_id=duty.id, facts=facts, days=listed)
    return [Say("extension.until", facts, day_choices(EXTENDED, duty.id, days))]


async def press_day(scene: Scene, tap: Tap) -> list[Say]:
    """One of the days that were offered."""
    day = day_of(tap)
    if day is None:
        raise Refusal("help.too_old")
    return await choose_day(scene, ChooseDay(tap.id, day))


async def choose_day(scene: Scene, effect: ChooseDay) -> list[Say]:
    """The day, if it is fit; then why. An unfit one is asked for again."""
    duty, facts = await _askable(scene, effect.duty_id)
    try:
        await _refuse_unfit(scene, duty, effect.day)
    except Refusal as no:
        return [Say(no.key, no.facts), *await begin(scene, duty.id)]
    facts |= {"day": effect.day.isoformat()}
    await scene.wait_for(FLOW, "hear_reason", duty_id=duty.id, facts=facts, day=facts["day"])
    return [Say("extension.why", facts)]


async def _refuse_unfit(scene: Scene, duty: Duty, day: date) -> None:
    cycle, working_days = await cycles.get(scene.tx, duty.cycle_id), await calendar.get(scene.tx)
    refuse_unfit(day, due_day_of(duty, cycle), cycle, working_days)


async def ask(scene: Scene, effect: AskExtension) -> list[Say]:
    """Keep the request, and put it before whoever decides."""
    duty, facts = await _askable(scene, effect.duty_id)
    await _refuse_unfit(scene, duty, effect.day)
    cycle = await cycles.get(scene.tx, duty.cycle_id)
    asked = Extension(
        0,
        duty.id,
        scene.me.id,
        due_day_of(duty, cycle),
        effect.day,
        effect.reason,
        _percent(effect.reason),
        scene.now,
        ExtensionState.OPEN,
    )
    number = await extensions.add(scene.tx, asked)
    await scene.record("ask_extension", f"duty:{duty.id}", number=number, to=str(effect.day))
    receivers = deciders(cycle.policy, await officials.roster(scene.tx, scene.now))
    for receiver in receivers:
        await _put_before(scene, number, receiver.id)
    names = ", ".join(each.name for each in receivers)
    return [Say("extension.asked", facts | {"day": effect.day.isoformat(), "names": names})]


def _percent(reason: str) -> int | None:
    found = PERCENT.search(reason.casefold())
    percent = int(found.group(1)) if found else None
    return percent if percent is not None and percent <= WHOLE else None


async def _put_before(scene: Scene, number: int, receiver_id: int) -> None:
    """The request with its buttons; it is taken back once the duty is answered."""
    asked = await extensions.find(scene.tx, number)
    assert asked is not None  # noqa: S101 - it was written a moment ago
    choices = (
        Choice("choice.grant", str(Tap("grant", number))),
        Choice("choice.deny", str(Tap("deny", number))),
        Choice("choice.deny_with_reason", str(Tap("deny", number, 1))),
    )
    letter = NewLetter(
        key=f"extension:{number}:{receiver_id}",
        kind=Kind.NOTICE,
        text_key="extension.request",
        facts=await request_facts(scene.tx, asked),
        logical_at=scene.now,
        send_at=scene.now,
        choices=choices,
        official_id=receiver_id,
        about=extensions.about(number),
    )
    await letters.add(scene.tx, letter, scene.now)


async def request_facts(tx: Tx, asked: Extension) -> dict[str, Any]:
    duty = await duties.get(tx, asked.duty_id)
    people = await officials.roster(tx)
    asker, owner = people.get(asked.asker_id), people.get(duty.owner_id)
    return {
        "number": asked.id,
        "code": duty.task_code,
        "title": duty.title,
        "unit": (await units.tree(tx)).by_id[duty.unit_id].name,
        "asker": asker.name if asker else "—",
        "owner": owner.name if owner and owner.id != asked.asker_id else "",
        "from": asked.from_day.isoformat(),
        "to": asked.to_day.isoformat(),
        "reason": asked.reason,
        "percent": asked.percent,
    }
