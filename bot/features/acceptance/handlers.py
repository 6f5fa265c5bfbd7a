"""Acceptance: the Office accepts what units claim to be done, or says why not."""

from collections.abc import Sequence
from typing import Any

from actions import acceptance as deeds
from actions.acceptance import facts_of
from actions.outcomes import Changed, Done
from bot.features.acceptance.conversation import RejectClaim
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.people.permissions import Action, Target
from domain.reporting.acceptance import AcceptanceState
from storage.reports import acceptances, evidence
from storage.reports.acceptances import Claimed

routes = Router()

FLOW = "rejecting"
PAGE = 10
SHOWN = ("waiting", "kept")


@routes.id_button("claims", require=Action.ACCEPT)
async def show(context: UpdateContext, page: int = 0) -> list[Reply]:
    """What waits to be accepted, by unit, ten at a time."""
    await context.authorise(Action.ACCEPT, Target(context.me.unit_id))
    root = (await context.tree()).upwards(context.me.unit_id)[-1]
    waiting = await acceptances.waiting(context.tx, root.id)
    if not waiting:
        return [Reply("acceptance.none")]
    shown = waiting[page * PAGE : (page + 1) * PAGE] or waiting[:PAGE]
    choices = [_claim_choice(each) for each in shown]
    choices += _all_choices(shown, waiting)
    left = len(waiting) - (page + 1) * PAGE
    if left > 0:
        choices.append(
            Choice("choice.next_page", str(ButtonAction("claims", page + 1)), {"left": left})
        )
    return [Reply("acceptance.list", _listed(shown, len(waiting)), tuple(choices))]


def _listed(shown: Sequence[Claimed], total: int) -> dict[str, Any]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for number, each in enumerate(shown, start=1):
        groups.setdefault(each.unit_name, []).append({"number": number, **facts_of(each)})
    return {"total": total, "units": [{"name": n, "claims": c} for n, c in groups.items()]}


def _claim_choice(each: Claimed) -> Choice:
    facts = {"code": each.task_code, "title": each.title}
    return Choice("choice.duty", str(ButtonAction("claim", each.id)), facts, in_text=True)


def _all_choices(shown: Sequence[Claimed], waiting: Sequence[Claimed]) -> list[Choice]:
    """All claims of a unit at once, as far as they were made when this was shown."""
    names = {each.unit_id: each.unit_name for each in shown}
    newest = max(each.id for each in waiting)
    return [
        Choice("choice.accept_all", str(ButtonAction("acceptall", unit_id, newest)), {"name": name})
        for unit_id, name in names.items()
    ]


@routes.id_button("claim", require=Action.ACCEPT)
async def view(context: UpdateContext, claim_id: int, key: str = "acceptance.claim") -> list[Reply]:
    """One claim, to be accepted or not."""
    found = await deeds.find(context.acting, claim_id)
    if found.acceptance.state is not AcceptanceState.WAITING:
        return [_decided_before(found)]
    pieces = await evidence.of_duty(context.tx, found.duty_id)
    facts = facts_of(found) | {"pieces": sum(each.state in SHOWN for each in pieces)}
    choices = (
        Choice("choice.accept", str(ButtonAction("accept", found.id, found.version))),
        Choice("choice.reject", str(ButtonAction("reject", found.id, found.version))),
        Choice("choice.claims", str(ButtonAction("claims"))),
    )
    return [Reply(key, facts, choices, in_place=True)]


def _decided_before(found: Claimed) -> Reply:
    decided = found.acceptance
    at = decided.decided_at
    facts = {"state": decided.state.value, "at": at.isoformat() if at else None}
    return Reply("acceptance.decided_before", facts_of(found) | facts)


@routes.revision_button("accept", require=Action.ACCEPT)
async def accept(context: UpdateContext, claim_id: int, version: int) -> list[Reply]:
    """Accept a claim as it was seen; where something was added meanwhile, show it again."""
    found = await deeds.find(context.acting, claim_id)
    if found.version != version:
        return await view(context, claim_id, "acceptance.changed_meanwhile")
    if isinstance(await deeds.accept(context.acting, found), Changed):
        return [_decided_before(await deeds.find(context.acting, claim_id))]
    more = Choice("choice.claims", str(ButtonAction("claims")))
    return [Reply("acceptance.accepted", facts_of(found), (more,), in_place=True)]


@routes.revision_button("acceptall", require=Action.ACCEPT)
async def accept_all(context: UpdateContext, unit_id: int, newest: int) -> list[Reply]:
    """Accept every claim of a unit that was there when this was offered."""
    await context.authorise(Action.ACCEPT, Target(unit_id))
    root = (await context.tree()).upwards(unit_id)[-1]
    taken = [
        each
        for each in await acceptances.waiting(context.tx, root.id)
        if each.unit_id == unit_id
        and each.id <= newest
        and isinstance(await deeds.accept(context.acting, each), Done)
    ]
    if not taken:
        return [Reply("acceptance.none")]
    facts = {"unit": taken[0].unit_name, "codes": ", ".join(each.task_code for each in taken)}
    more = Choice("choice.claims", str(ButtonAction("claims")))
    return [Reply("acceptance.all_accepted", facts | {"count": len(taken)}, (more,), in_place=True)]


@routes.revision_button("reject", require=Action.ACCEPT)
async def ask_reason(context: UpdateContext, claim_id: int, version: int) -> list[Reply]:
    """Whoever does not accept says why in the next line."""
    found = await deeds.find(context.acting, claim_id)
    if found.acceptance.state is not AcceptanceState.WAITING:
        return [_decided_before(found)]
    if found.version != version:
        return await view(context, claim_id, "acceptance.changed_meanwhile")
    facts = {"claim_id": found.id, "code": found.task_code, "unit": found.unit_name}
    await context.wait_for(FLOW, "hear_reason", **facts)
    return [Reply("acceptance.why", facts)]


async def reject(context: UpdateContext, claim_id: int, reason: str) -> list[Reply]:
    """Keep the reason, and tell the owner and the head."""
    found = await deeds.find(context.acting, claim_id)
    done = await deeds.reject(context.acting, found, reason)
    if isinstance(done, Changed):
        return [_decided_before(await deeds.find(context.acting, claim_id))]
    more = Choice("choice.claims", str(ButtonAction("claims")))
    facts = {**done.facts, "told": list(done.told)}
    return [Reply("acceptance.rejected", facts, (more,))]


@routes.simple_command("/nghiemthu", require=Action.ACCEPT, menu=11)
async def show_first(context: UpdateContext) -> list[Reply]:
    return await show(context)


@routes.effect(RejectClaim)
async def reject_with_reason(context: UpdateContext, effect: RejectClaim) -> list[Reply]:
    return await reject(context, effect.claim_id, effect.reason)
