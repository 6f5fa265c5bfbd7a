"""Inviting again: a head or the Office passes a new code on to somebody whom nothing reached."""

from datetime import timedelta

from bot.features.escalation import handlers as escalation
from bot.inbound.context import Scene
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Refusal, Say
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from storage.people import invitations, officials

LASTS = timedelta(days=7)


async def offer(scene: Scene, letter_id: int, official_id: int = 0) -> list[Say]:
    """A new invitation for one of those whom no message about the letter's duties reached."""
    _, still_open = await escalation.told_of(scene, letter_id)
    roster = await officials.roster(scene.tx, scene.now)
    owners = [roster.get(duty.owner_id) for duty in still_open if duty.reached_at is None]
    people = list(dict.fromkeys(each for each in owners if each))
    if official_id:
        people = [each for each in people if each.id == official_id]
    if not people:
        return [Say("inviting.nobody")]
    if len(people) > 1:
        choices = tuple(_choice(letter_id, each) for each in people[: escalation.MOST_CHOICES])
        return [Say("inviting.whom", {}, choices)]
    return [await _issue(scene, people[0])]


def _choice(letter_id: int, person: Official) -> Choice:
    facts = {"name": person.name, "position": person.position}
    return Choice("choice.person", str(Tap("invite", letter_id, person.id)), facts)


async def _issue(scene: Scene, person: Official) -> Say:
    """Shown once, to whoever passes it on; only its hash is kept to let somebody in."""
    await scene.authorise(Action.ADMIT, Target(person.unit_id, person.id))
    if person.id == scene.me.id:
        raise Refusal("help.not_allowed")
    code, token = scene.premises.new_code(), scene.premises.new_token()
    expires_at = scene.now + LASTS
    await invitations.add(
        scene.tx,
        official_id=person.id,
        code=code,
        token=token,
        now=scene.now,
        expires_at=expires_at,
    )
    await scene.record("invitation.issue", person.subject, channel=scene.chat.channel)
    facts = {
        "name": person.name,
        "code": f"{code[:4]}-{code[4:]}",
        "url": f"{scene.premises.public_url}/i/{token}" if scene.premises.public_url else "",
        "expires_at": expires_at.isoformat(),
    }
    return Say("inviting.issued", facts)
