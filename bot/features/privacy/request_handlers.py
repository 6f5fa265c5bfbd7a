"""What the Office does with requests about personal data: carry out, put off, refuse."""

from typing import Any

from bot.features.privacy.conversation import AnswerRequest
from bot.inbound.context import Scene
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Facts, Refusal, Say
from domain.messaging.outbox import Kind, NewLetter
from domain.people.permissions import Action, Target
from domain.people.privacy_requests import Request, RequestState, Wish, choices, extended
from storage.messaging import chat_links as links
from storage.messaging import outbox as letters
from storage.people import open_items
from storage.people import personal_data as personal
from storage.people import privacy_requests as requests
from storage.people.personal_data import Person
from storage.reports import duties

MOST_SHOWN = 8


async def show(scene: Scene) -> list[Say]:
    """What people wait for, each with what may be done about it."""
    tree = await scene.tree()
    below = tree.subtree(tree.upwards(scene.me.unit_id)[-1].id)
    waiting = await requests.all_open(scene.tx, below)
    if not waiting:
        return [Say("personal.none_open")]
    listed = [await _say(scene, each, "personal.waiting") for each in waiting[:MOST_SHOWN]]
    return [Say("personal.open", {"total": len(waiting), "shown": len(listed)}), *listed]


async def _say(scene: Scene, request: Request, key: str) -> Say:
    return Say(key, await _facts(scene, request), choices(request))


async def _facts(scene: Scene, request: Request) -> dict[str, Any]:
    person = await personal.get(scene.tx, request.official_id)
    return {
        "name": person.name,
        "unit": (await scene.tree()).by_id[person.unit_id].name,
        "wish": request.wish.value,
        "words": request.words,
        "due": request.due_on.isoformat(),
        "asked_at": request.asked_at.isoformat(),
    }


async def _open_one(scene: Scene, request_id: int) -> tuple[Request, Person]:
    """The request, if it waits and this person may decide it."""
    request = await requests.find(scene.tx, request_id)
    if request is None:
        raise Refusal("help.too_old")
    person = await personal.get(scene.tx, request.official_id)
    await scene.authorise(Action.DECIDE_REQUEST, Target(person.unit_id))
    if not request.open:
        raise Refusal("personal.decided_before")
    return request, person


async def carry_out(scene: Scene, request_id: int) -> list[Say]:
    """A correction was made by the Office; what is erased does not come back, so ask first."""
    request, person = await _open_one(scene, request_id)
    if request.wish is not Wish.ERASE:
        return await _done(scene, request, "personal.corrected")
    owed = len(await duties.owed_by(scene.tx, person.id, scene.now))
    sure = Choice("request_choice.erase", str(Tap("reqsure", request.id)))
    facts = await _facts(scene, request) | {"owed": owed}
    return [Say("personal.erase_sure", facts, (sure,))]


async def erase(scene: Scene, request_id: int) -> list[Say]:
    """The person is told by the chat there was; then nothing leads there any more."""
    request, person = await _open_one(scene, request_id)
    chat = (await links.best(scene.tx, [person.id])).get(person.id)
    says = await _done(scene, request, "")
    if chat is not None:
        farewell = NewLetter(
            key=f"request:{request.id}:done",
            kind=Kind.REGISTRATION,
            text_key="personal.erased",
            facts={},
            logical_at=scene.now,
            send_at=scene.now,
            official_id=person.id,
            chat=chat,
            about=requests.about(request.id),
        )
        await letters.add(scene.tx, farewell, scene.now)
    await scene.record("request.erase", person.subject)
    await personal.erase(scene.tx, person.id, scene.now, spared=requests.about(request.id))
    if person.left:
        name = scene.catalogue.sentence("personal.erased_name", number=person.id)
        await personal.rename(scene.tx, person.id, f"XOA{person.id:04d}", name)
    return says


async def _done(scene: Scene, request: Request, told: str) -> list[Say]:
    facts = await _facts(scene, request)
    await _decide(scene, request, RequestState.DONE, "")
    if told:
        await _answer(scene, request, told, facts)
    return [Say("personal.done", facts)]


async def ask_reason(scene: Scene, request_id: int, *, later: bool) -> list[Say]:
    """Whoever asked is told why it takes longer, or is not done."""
    request, _ = await _open_one(scene, request_id)
    if later and extended(request) is None:
        return [Say("personal.put_off_before", await _facts(scene, request))]
    facts = await _facts(scene, request) | {"later": later}
    await scene.wait_for(
        "requesting", "hear_reason", request_id=request.id, later=later, facts=facts
    )
    return [Say("personal.why", facts)]


async def answer(scene: Scene, effect: AnswerRequest) -> list[Say]:
    request, _ = await _open_one(scene, effect.request_id)
    facts = await _facts(scene, request) | {"reason": effect.reason}
    if not effect.later:
        await _decide(scene, request, RequestState.REFUSED, effect.reason)
        await _answer(scene, request, "personal.refused", facts)
        return [Say("personal.refusal_kept", facts)]
    until = extended(request)
    if until is None:
        return [Say("personal.put_off_before", facts)]
    facts |= {"due": until.isoformat()}
    await requests.put_off(scene.tx, request.id, until, effect.reason, scene.now)
    await scene.record("request.later", f"request:{request.id}")
    await _answer(scene, request, "personal.put_off", facts)
    return [Say("personal.put_off_kept", facts)]


async def _decide(scene: Scene, request: Request, state: RequestState, reason: str) -> None:
    by, now = scene.me.id, scene.now
    if not await requests.decide(scene.tx, request.id, state, reason=reason, by=by, now=now):
        raise Refusal("personal.decided_before")
    await letters.withdraw(scene.tx, requests.about(request.id), scene.now)
    await open_items.close(scene.tx, requests.about(request.id), scene.now)
    await scene.record(f"request.{state.value}", f"request:{request.id}")


async def _answer(scene: Scene, request: Request, text_key: str, facts: Facts) -> None:
    key = f"{text_key}:{request.id}"
    await scene.tell(request.official_id, text_key, facts, key=key)
