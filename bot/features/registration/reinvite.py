"""Inviting again: a head or the Office passes a new code on to somebody whom nothing reached."""

from datetime import timedelta

from bot.features.escalation import handlers as escalation
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from storage.people import invitations, officials

routes = Router()

LASTS = timedelta(days=7)


@routes.revision_button("invite", require=Action.ADMIT)
async def offer(context: UpdateContext, outbox_id: int, official_id: int = 0) -> list[Reply]:
    """A new invitation for one of those whom no message about the message's duties reached."""
    _, still_open = await escalation.told_of(context, outbox_id)
    roster = await officials.roster(context.tx, context.now)
    owners = [roster.get(duty.owner_id) for duty in still_open if duty.reached_at is None]
    people = list(dict.fromkeys(each for each in owners if each))
    if official_id:
        people = [each for each in people if each.id == official_id]
    if not people:
        return [Reply("inviting.nobody")]
    if len(people) > 1:
        choices = tuple(_choice(outbox_id, each) for each in people[: escalation.MOST_CHOICES])
        return [Reply("inviting.whom", {}, choices)]
    return [await issue(context, people[0])]


def _choice(outbox_id: int, person: Official) -> Choice:
    facts = {"name": person.name, "position": person.position}
    return Choice("choice.person", str(ButtonAction("invite", outbox_id, person.id)), facts)


async def issue(context: UpdateContext, person: Official) -> Reply:
    """Shown once, to whoever passes it on; only its hash is kept to let somebody in."""
    await context.authorise(Action.ADMIT, Target(person.unit_id, person.id))
    if person.id == context.me.id:
        raise Refusal("help.not_allowed")
    code, token = context.dependencies.new_code(), context.dependencies.new_token()
    expires_at = context.now + LASTS
    await invitations.add(
        context.tx,
        official_id=person.id,
        code=code,
        token=token,
        now=context.now,
        expires_at=expires_at,
    )
    await context.record("invitation.issue", person.subject, channel=context.chat.channel)
    facts = {
        "name": person.name,
        "code": f"{code[:4]}-{code[4:]}",
        "url": f"{context.dependencies.public_url}/i/{token}"
        if context.dependencies.public_url
        else "",
        "expires_at": expires_at.isoformat(),
    }
    return Reply("inviting.issued", facts)
