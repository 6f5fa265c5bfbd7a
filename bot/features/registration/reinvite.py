"""Inviting again: a head or the Office passes a new code on to somebody whom nothing reached."""

from actions.people import inviting
from bot.features.escalation import handlers as escalation
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.people.officials import Official
from domain.people.permissions import Action
from storage.people import officials

routes = Router()


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
    known = context.dependencies
    secrets = known.new_code(), known.new_token(), known.public_url
    channel = context.chat.channel
    done = await inviting.invite(context.acting, person.id, *secrets, shown_in=channel)
    return Reply("inviting.issued", done.facts)
