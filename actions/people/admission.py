"""Letting in somebody who asked without a code, or not; whoever asked is told."""

from datetime import datetime, timedelta
from typing import Any

from actions.acting import Acting
from actions.outcomes import Done
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Chat, Choice, Facts, Refusal
from domain.messaging.outbox import Kind, NewMessage
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from domain.text.names import person_name, same_name
from storage.engine.database import Tx
from storage.messaging import conversations
from storage.messaging.conversations import ConversationState
from storage.people import department_names, officials, registrations
from storage.people.registrations import Registration

NOTICE = "registration.notice"
CONSENT = ("consent", "hear_consent")
"""The conversation and its step in which the notice is agreed to."""
AGREE = (
    Choice("choice.agree", str(ButtonAction("agree"))),
    Choice("choice.decline", str(ButtonAction("decline"))),
)
WAIT_FOR_CONSENT = timedelta(days=3)


async def find(acting: Acting, request_id: int) -> Registration:
    """The request, if this person may decide it; refused alike for one that does not exist."""
    request = await registrations.find(acting.tx, request_id)
    await acting.authorise(Action.ADMIT, Target(request.unit_id if request else -1))
    assert request is not None  # noqa: S101 - the line above refuses a request that is not there
    return request


async def admit(acting: Acting, request_id: int) -> Done:
    """Let somebody in: as the person of that name on the unit's roster, or as a new one.

    Refuses what was decided before.
    """
    request = await find(acting, request_id)
    async with acting.tx.begin_nested():  # nobody new is kept where somebody else was faster
        person = await _person(acting, request)
        await _decide(acting, request, "accepted", person.id)
    await acting.record("registration.admit", f"registration:{request_id}", official=person.subject)
    await _show_notice(acting, request, person)
    return Done(await facts_of(acting, request))


async def refuse(acting: Acting, request_id: int) -> Done:
    """Refuses what was decided before."""
    request = await find(acting, request_id)
    await _decide(acting, request, "refused", None)
    await acting.record("registration.refuse", f"registration:{request_id}")
    await _write(acting, request, "registration.refusal_told", {}, ())
    return Done(await facts_of(acting, request))


async def facts_of(acting: Acting, request: Registration) -> dict[str, Any]:
    unit = (await acting.tree()).by_id[request.unit_id]
    return {"name": request.name, "unit": unit.name}


async def _decide(
    acting: Acting, request: Registration, state: str, official_id: int | None
) -> None:
    decided = await registrations.decide(
        acting.tx,
        request.id,
        state=state,
        decided_by=acting.me.id,
        official_id=official_id,
        now=acting.now,
    )
    if not decided:
        raise Refusal("registration.decided_before")


async def _person(acting: Acting, request: Registration) -> Official:
    roster = await officials.roster(acting.tx, acting.now)
    same = [
        each
        for each in roster.officials
        if same_name(each.name, request.name) and each.unit_id == request.unit_id
    ]
    if len(same) == 1 and same[0].id not in roster.linked:
        return same[0]
    official_id = await officials.add(
        acting.tx,
        code=f"DK{request.id:04d}",
        name=person_name(request.name),
        position=request.position,
        unit_id=request.unit_id,
        now=acting.now,
    )
    return await officials.get(acting.tx, official_id)


async def _show_notice(acting: Acting, request: Registration, person: Official) -> None:
    unit = (await acting.tree()).by_id[person.unit_id].name
    facts = await wait_for_consent(acting.tx, request.chat, person, unit, acting.now)
    await _write(acting, request, NOTICE, facts, AGREE)


async def wait_for_consent(
    tx: Tx, chat: Chat, person: Official, unit: str, now: datetime, secret_hash: str = ""
) -> dict[str, Any]:
    """The chat waits for agreement to the notice, of which these are the facts.

    `secret_hash`: of the invitation that is used up then; empty for whoever was let in.
    """
    data = {
        "official_id": person.id,
        "secret_hash": secret_hash,
        "name": person.name,
        "position": person.position,
        "unit": unit,
        **(await department_names.get(tx, person.unit_id)).facts,
    }
    await conversations.save(tx, chat, ConversationState(*CONSENT, data, now + WAIT_FOR_CONSENT))
    return data


async def _write(
    acting: Acting, request: Registration, key: str, facts: Facts, choices: tuple[Choice, ...]
) -> None:
    message = NewMessage(
        key=f"registration:{request.id}:told",
        kind=Kind.REGISTRATION,
        text_key=key,
        facts=facts,
        choices=choices,
        logical_at=acting.now,
        send_at=acting.leaves_at,
        chat=request.chat,
    )
    await acting.write(message)
