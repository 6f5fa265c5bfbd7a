"""Objecting to an answer given on one's behalf: the head and the Office get the facts."""

from bot.features.reports.objection_conversation import Object
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.permissions import Action, Target
from domain.reporting.duties import Duty
from domain.reporting.reports import Report
from storage.people import officials
from storage.reports import duties, objections, reports

routes = Router()

FLOW = "objecting"


@routes.revision_button("object", require=Action.OBJECT)
async def begin(context: UpdateContext, duty_id: int, version: int) -> list[Reply]:
    """Ask for the reason, while the answer still stands as it was given on behalf."""
    duty, given = await _find(context, duty_id, version)
    author = await officials.get(context.tx, given.author_id)
    known = {"duty_id": duty.id, "version": version, "code": duty.task_code, "author": author.name}
    await context.wait_for(FLOW, "hear_reason", **known)
    return [Reply("objection.reason", known)]


@routes.effect(Object)
async def keep(context: UpdateContext, effect: Object) -> list[Reply]:
    """Keep the objection, and tell those who can put it right."""
    duty, given = await _find(context, effect.duty_id, effect.version)
    kept = await objections.add(
        context.tx,
        duty_id=duty.id,
        version=effect.version,
        official_id=context.me.id,
        reason=effect.reason,
        moments=context.moments,
    )
    if not kept:
        return [Reply("objection.made_before", {"code": duty.task_code})]
    await context.record("objection", f"duty:{duty.id}", version=effect.version)
    names = await _tell(context, duty, given, effect.reason)
    return [Reply("objection.kept", {"code": duty.task_code, "names": names})]


async def _tell(context: UpdateContext, duty: Duty, given: Report, reason: str) -> list[str]:
    roster = await officials.roster(context.tx, context.now)
    author = roster.get(given.author_id)
    facts = {
        "owner": context.me.name,
        "author": author.name if author else "",
        "unit": (await context.tree()).by_id[duty.unit_id].name,
        "code": duty.task_code,
        "title": duty.title,
        "status": given.status.value if given.status else None,
        "at": given.received_at.isoformat(),
        "reason": reason,
    }
    own = roster.within(duty.unit_id)
    receivers = dict.fromkeys((*own.heads(duty.unit_id), *own.office()))
    others = [each for each in receivers if each.id != context.me.id]
    for each in others:
        await context.tell(
            each.id,
            "objection.told",
            facts | {"name": each.name},
            key=f"objection:{duty.id}:{given.version}:{each.code}",
            choices=(Choice("choice.change", str(ButtonAction("duty", duty.id, duty.revision))),),
        )
    return [each.name for each in others]


async def _find(context: UpdateContext, duty_id: int, version: int) -> tuple[Duty, Report]:
    """The duty and the answer objected to: somebody else's, in this person's name, the newest."""
    duty = await duties.find(context.tx, duty_id)
    target = Target(duty.unit_id, duty.owner_id) if duty else Target(-1)
    await context.authorise(Action.OBJECT, target)
    assert duty is not None  # noqa: S101 - the line above refuses a duty that is not there
    given = next(
        (each for each in await reports.versions(context.tx, duty.id) if each.version == version),
        None,
    )
    newest = given is not None and duty.revision == version and given.status is not None
    if given is None or not newest or given.on_behalf_of != context.me.id:
        raise Refusal("objection.changed_meanwhile", {"code": duty.task_code})
    return duty, given
