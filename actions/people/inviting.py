"""Inviting somebody, which voids the way in before; and cutting off a phone that is lost."""

from datetime import timedelta

from actions.acting import Acting
from actions.outcomes import Done
from domain.messaging.messages import Refusal
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from storage.messaging import chat_links
from storage.people import invitations, officials

LASTS = timedelta(days=7)


async def person_for(acting: Acting, official_id: int) -> Official:
    """The person, if whoever acts may let him in. Nobody invites himself."""
    person = (await officials.roster(acting.tx, acting.now)).get(official_id)
    await acting.authorise(
        Action.ADMIT, Target(person.unit_id, person.id) if person else Target(-1)
    )
    if person is None or person.id == acting.me.id:
        raise Refusal("help.not_allowed")
    return person


async def invite(
    acting: Acting, official_id: int, code: str, token: str, public_url: str, *, shown_in: str
) -> Done:
    """Shown once, to whoever passes it on; only hashes are kept. `shown_in`: where.

    `voided` in the facts: an earlier one was still good until now.
    """
    person = await person_for(acting, official_id)
    expires_at = acting.now + LASTS
    voided = await invitations.add(
        acting.tx,
        official_id=person.id,
        code=code,
        token=token,
        now=acting.now,
        expires_at=expires_at,
    )
    await acting.record("invitation.issue", person.subject, channel=shown_in)
    return Done(
        {
            "name": person.name,
            "code": f"{code[:4]}-{code[4:]}",
            "url": f"{public_url}/i/{token}" if public_url else "",
            "expires_at": expires_at.isoformat(),
            "voided": voided,
        }
    )


async def cut_off(acting: Acting, official_id: int) -> Done:
    """A phone is lost: every chat of that person ends at once, and with them the board's sessions.

    What waits to be sent goes by the next chat that he links.
    """
    person = await person_for(acting, official_id)
    ended = await chat_links.end_all(acting.tx, person.id, "lost", acting.now)
    if ended:
        await acting.record("link.ended", person.subject, reason="lost", chats=ended)
    return Done({"name": person.name, "chats": ended})
