"""What the Office does with requests about personal data: carry out, put off, refuse."""

from typing import Any

from bot.features.privacy.conversation import AnswerRequest
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Facts, Refusal, Reply
from domain.messaging.outbox import Kind, NewMessage
from domain.people.permissions import Action, Target
from domain.people.privacy_requests import (
    PrivacyRequestKind,
    Request,
    RequestState,
    choices,
    extended,
)
from storage.messaging import chat_links, outbox
from storage.people import open_items, personal_data, privacy_requests
from storage.people.personal_data import Person
from storage.reports import duties

routes = Router()

MOST_SHOWN = 8


@routes.simple_command("/yeucau", require=Action.DECIDE_REQUEST, menu=22)
async def show(context: UpdateContext) -> list[Reply]:
    """What people wait for, each with what may be done about it."""
    tree = await context.tree()
    below = tree.subtree(tree.upwards(context.me.unit_id)[-1].id)
    waiting = await privacy_requests.all_open(context.tx, below)
    if not waiting:
        return [Reply("personal.none_open")]
    listed = [await _say(context, each, "personal.waiting") for each in waiting[:MOST_SHOWN]]
    return [Reply("personal.open", {"total": len(waiting), "shown": len(listed)}), *listed]


async def _say(context: UpdateContext, request: Request, key: str) -> Reply:
    return Reply(key, await _facts(context, request), choices(request))


async def _facts(context: UpdateContext, request: Request) -> dict[str, Any]:
    person = await personal_data.get(context.tx, request.official_id)
    return {
        "name": person.name,
        "unit": (await context.tree()).by_id[person.unit_id].name,
        "wish": request.wish.value,
        "words": request.words,
        "due": request.due_on.isoformat(),
        "asked_at": request.asked_at.isoformat(),
    }


async def _open_one(context: UpdateContext, request_id: int) -> tuple[Request, Person]:
    """The request, if it waits and this person may decide it."""
    request = await privacy_requests.find(context.tx, request_id)
    if request is None:
        raise Refusal("help.too_old")
    person = await personal_data.get(context.tx, request.official_id)
    await context.authorise(Action.DECIDE_REQUEST, Target(person.unit_id))
    if not request.open:
        raise Refusal("personal.decided_before")
    return request, person


@routes.id_button("reqdone", require=Action.DECIDE_REQUEST)
async def carry_out(context: UpdateContext, request_id: int) -> list[Reply]:
    """A correction was made by the Office; what is erased does not come back, so ask first."""
    request, person = await _open_one(context, request_id)
    if request.wish is not PrivacyRequestKind.ERASE:
        return await _done(context, request, "personal.corrected")
    owed = len(await duties.owed_by(context.tx, person.id, context.now))
    sure = Choice("request_choice.erase", str(ButtonAction("reqsure", request.id)))
    facts = await _facts(context, request) | {"owed": owed}
    return [Reply("personal.erase_sure", facts, (sure,))]


@routes.id_button("reqsure", require=Action.DECIDE_REQUEST)
async def erase(context: UpdateContext, request_id: int) -> list[Reply]:
    """The person is told by the chat there was; then nothing leads there any more."""
    request, person = await _open_one(context, request_id)
    chat = (await chat_links.best(context.tx, [person.id])).get(person.id)
    says = await _done(context, request, "")
    if chat is not None:
        farewell = NewMessage(
            key=f"request:{request.id}:done",
            kind=Kind.REGISTRATION,
            text_key="personal.erased",
            facts={},
            logical_at=context.now,
            send_at=context.now,
            official_id=person.id,
            chat=chat,
            about=privacy_requests.about(request.id),
        )
        await outbox.add(context.tx, farewell, context.now)
    await context.record("request.erase", person.subject)
    await personal_data.erase(
        context.tx, person.id, context.now, spared=privacy_requests.about(request.id)
    )
    if person.left:
        name = context.catalogue.sentence("personal.erased_name", number=person.id)
        await personal_data.rename(context.tx, person.id, f"XOA{person.id:04d}", name)
    return says


async def _done(context: UpdateContext, request: Request, told: str) -> list[Reply]:
    facts = await _facts(context, request)
    await _decide(context, request, RequestState.DONE, "")
    if told:
        await _answer(context, request, told, facts)
    return [Reply("personal.done", facts)]


async def ask_reason(context: UpdateContext, request_id: int, *, later: bool) -> list[Reply]:
    """Whoever asked is told why it takes longer, or is not done."""
    request, _ = await _open_one(context, request_id)
    if later and extended(request) is None:
        return [Reply("personal.put_off_before", await _facts(context, request))]
    facts = await _facts(context, request) | {"later": later}
    await context.wait_for(
        "requesting", "hear_reason", request_id=request.id, later=later, facts=facts
    )
    return [Reply("personal.why", facts)]


@routes.effect(AnswerRequest)
async def answer(context: UpdateContext, effect: AnswerRequest) -> list[Reply]:
    request, _ = await _open_one(context, effect.request_id)
    facts = await _facts(context, request) | {"reason": effect.reason}
    if not effect.later:
        await _decide(context, request, RequestState.REFUSED, effect.reason)
        await _answer(context, request, "personal.refused", facts)
        return [Reply("personal.refusal_kept", facts)]
    until = extended(request)
    if until is None:
        return [Reply("personal.put_off_before", facts)]
    facts |= {"due": until.isoformat()}
    if not await privacy_requests.put_off(
        context.tx, request.id, until, effect.reason, context.now
    ):
        raise Refusal("personal.decided_before")
    await context.record("request.later", f"request:{request.id}")
    await _answer(context, request, "personal.put_off", facts)
    return [Reply("personal.put_off_kept", facts)]


async def _decide(
    context: UpdateContext, request: Request, state: RequestState, reason: str
) -> None:
    by, now = context.me.id, context.now
    if not await privacy_requests.decide(
        context.tx, request.id, state, reason=reason, by=by, now=now
    ):
        raise Refusal("personal.decided_before")
    await outbox.withdraw(context.tx, privacy_requests.about(request.id), context.now)
    await open_items.close(context.tx, privacy_requests.about(request.id), context.now)
    await context.record(f"request.{state.value}", f"request:{request.id}")


async def _answer(context: UpdateContext, request: Request, text_key: str, facts: Facts) -> None:
    key = f"{text_key}:{request.id}"
    await context.tell(request.official_id, text_key, facts, key=key)


@routes.id_button("reqlater", require=Action.DECIDE_REQUEST)
async def ask_reason_for_more_time(context: UpdateContext, request_id: int) -> list[Reply]:
    return await ask_reason(context, request_id, later=True)


@routes.id_button("reqno", require=Action.DECIDE_REQUEST)
async def ask_reason_for_refusal(context: UpdateContext, request_id: int) -> list[Reply]:
    return await ask_reason(context, request_id, later=False)
