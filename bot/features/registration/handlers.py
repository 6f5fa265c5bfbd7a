"""How people get in: by code, by asking, by being let in; and how a chat is linked to a person."""

import re
from datetime import timedelta

from bot.delivery import alerts as alarms
from bot.features.registration import consent
from bot.features.registration import department_routing as homes
from bot.inbound.context import Scene
from domain.messaging.buttons import SHARE_CONTACT, Tap
from domain.messaging.messages import Chat, Choice, Contact, Say
from domain.messaging.outbox import Kind, NewLetter
from domain.messaging.prompts import ALPHABET
from domain.people.chat_links import Link
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from domain.people.units import Unit
from domain.text.phones import international
from storage.messaging import chat_links as links
from storage.messaging import conversations
from storage.messaging import outbox as letters
from storage.messaging.conversations import Place
from storage.people import invitations, officials, registrations
from storage.people.registrations import Registration

CODE_LENGTH = 8
CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")
TYPED = re.compile(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}|[{ALPHABET}]{{{CODE_LENGTH}}}")
ANNOUNCING = {"/start", "lienket"}
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
TRIES = 5
TRY_WINDOW = timedelta(hours=1)
NOTICE_VERSION = "2026-2"
WAIT_FOR_CONSENT = timedelta(days=3)


def secret_in(text: str, *, announced: bool = False) -> str | None:
    """The code or token in what somebody typed, in the form in which it was issued; or None.

    `announced`: it followed a command, so that any spelling will do; otherwise a sentence whose
    letters happen to look like a code is not one.
    """
    words = text.split()
    if words and words[0].casefold() in ANNOUNCING:
        words, announced = words[1:], True
    if len(words) == 1 and TOKEN.fullmatch(words[0]):
        return words[0]
    typed = " ".join(words).upper()
    if not announced and not TYPED.fullmatch(typed):
        return None
    joined = re.sub(r"[^A-Z0-9]", "", typed)
    return joined if CODE.fullmatch(joined) else None


async def hello(scene: Scene) -> list[Say]:
    """A stranger without a code may choose a unit and ask."""
    waiting = await registrations.find_waiting(scene.tx, scene.chat)
    if waiting is not None:
        return [Say("registration.waiting")]
    choices = tuple(
        Choice("choice.unit", str(Tap("unit", unit.id)), {"name": unit.name})
        for unit in await homes.units_offered(scene)
    )
    card = (Choice("choice.share_contact", SHARE_CONTACT),)
    return [
        Say("registration.hello", {}, choices),
        Say("registration.ask_contact", {}, card),
    ]


async def by_contact(scene: Scene, contact: Contact) -> list[Say]:
    """A person's own phone card lets in whoever has this number on the roster; no code needed."""
    if scene.official is not None:
        return [Say("registration.already_linked", {"name": scene.me.name})]
    if not contact.own:
        return [Say("registration.not_own_card"), *await hello(scene)]
    tries = await invitations.wrong_tries(scene.tx, scene.chat, now=scene.now, within=TRY_WINDOW)
    if tries >= TRIES:
        return []
    found = await officials.find_by_phone(scene.tx, international(contact.phone))
    if found is None:
        await invitations.add_wrong_try(scene.tx, scene.chat, scene.now)
        return [Say("registration.unknown_number")]
    if elsewhere := await homes.shown_the_way(scene, found):
        return elsewhere
    await scene.record("registration.contact", found.subject, channel=scene.chat.channel)
    return [await ask_consent(scene, scene.chat, found, "")]


async def try_secret(scene: Scene, secret: str) -> list[Say]:
    """Greet whoever has a good code; after too many wrong ones the chat gets no answer."""
    tries = await invitations.wrong_tries(scene.tx, scene.chat, now=scene.now, within=TRY_WINDOW)
    if tries >= TRIES:
        return []
    secret_hash = invitations.hashed(secret)
    official_id = await invitations.find(scene.tx, secret_hash, scene.now)
    if official_id is None:
        await invitations.add_wrong_try(scene.tx, scene.chat, scene.now)
        return [Say("registration.wrong_code")]
    invited = await officials.get(scene.tx, official_id)
    if scene.official is not None:
        return await _already_here(scene, invited)
    if elsewhere := await homes.shown_the_way(scene, invited):
        return elsewhere
    return [await ask_consent(scene, scene.chat, invited, secret_hash)]


async def _already_here(scene: Scene, invited: Official) -> list[Say]:
    me = scene.me
    if invited.id == me.id:
        return [Say("registration.already_linked", {"name": me.name})]
    await scene.tell(
        invited.id,
        "registration.code_misused",
        {},
        key=f"code-misused:{scene.heard.chat.channel}:{scene.heard.event_id}",
    )
    await scene.record("invitation.misused", invited.subject)
    return [Say("registration.not_yours", {"name": me.name})]


async def ask_consent(scene: Scene, chat: Chat, invited: Official, secret_hash: str) -> Say:
    """Show the notice in a chat, and wait there for agreement."""
    unit = (await scene.tree()).by_id[invited.unit_id]
    data = {
        "official_id": invited.id,
        "secret_hash": secret_hash,
        "name": invited.name,
        "position": invited.position,
        "unit": unit.name,
    }
    place = Place("consent", "hear_consent", data, scene.now + WAIT_FOR_CONSENT)
    await conversations.save(scene.tx, chat, place)
    return Say("registration.notice", data, consent.CHOICES)


async def agree(scene: Scene, effect: consent.Agree) -> list[Say]:
    """Use the invitation up, keep the consent, link the chat, tell the person's other chats.

    A channel that bears no more people refuses before the invitation is used up.
    """
    quota = scene.premises.quotas.get(scene.chat.channel)
    if quota and await links.count(scene.tx, scene.chat.channel) >= quota.users:
        await alarms.write(scene.tx, "bot_full", scene.now, effect.official_id)
        return [Say("registration.channel_full", {"most": quota.users})]
    person = await officials.get(scene.tx, effect.official_id)
    if elsewhere := await homes.shown_the_way(scene, person):
        return elsewhere
    if effect.secret_hash:
        used_by = await invitations.use(scene.tx, effect.secret_hash, scene.now)
        if used_by != effect.official_id:
            return [Say("registration.wrong_code")]
    await _keep_consent(scene, person, agreed=True)
    others = await links.of(scene.tx, person.id)
    await links.add(scene.tx, person.id, scene.chat, scene.now)
    if others and scene.chat.channel in scene.premises.aside:
        await links.prefer(scene.tx, others[0].id)
    await scene.record("link.add", person.subject, channel=scene.chat.channel)
    for other in others:
        await _tell_other_chat(scene, other)
    unit = (await scene.tree()).by_id[person.unit_id]
    return [Say("registration.linked", {"name": person.name, "unit": unit.name})]


async def _tell_other_chat(scene: Scene, other: Link) -> None:
    letter = NewLetter(
        key=f"linked-elsewhere:{scene.heard.event_id}:{other.id}",
        kind=Kind.REGISTRATION,
        text_key="registration.linked_elsewhere",
        facts={"at": scene.now.isoformat()},
        logical_at=scene.now,
        send_at=scene.now,
        chat=other.chat,
    )
    await letters.add(scene.tx, letter, scene.now)


async def decline(scene: Scene, effect: consent.Decline) -> list[Say]:
    person = await officials.get(scene.tx, effect.official_id)
    await _keep_consent(scene, person, agreed=False)
    await scene.record("consent.decline", person.subject)
    return [Say("registration.declined")]


async def _keep_consent(scene: Scene, person: Official, *, agreed: bool) -> None:
    await links.add_consent(
        scene.tx,
        official_id=person.id,
        agreed=agreed,
        text_version=NOTICE_VERSION,
        text_hash=scene.catalogue.fingerprint("registration.notice"),
        chat=scene.chat,
        now=scene.now,
    )


async def choose_unit(scene: Scene, unit_id: int) -> list[Say]:
    unit = (await scene.tree()).by_id.get(unit_id)
    if unit is None or unit not in await homes.units_offered(scene):
        return await hello(scene)
    await scene.wait_for("registration", "hear_name", unit_id=unit.id)
    return [Say("registration.ask_name", {"unit": unit.name})]


async def ask_to_join(scene: Scene, unit_id: int, name: str, position: str) -> list[Say]:
    """Put the request before the heads of the unit and the Office."""
    unit = (await scene.tree()).by_id[unit_id]
    request_id = await registrations.add(
        scene.tx, chat=scene.chat, unit_id=unit_id, name=name, position=position, now=scene.now
    )
    await scene.record("registration.ask", f"registration:{request_id}", unit=unit.code)
    roster = (await officials.roster(scene.tx, scene.now)).within(unit_id)
    judges = {each.id: each for each in (*roster.heads(unit_id), *roster.office())}
    for judge in judges.values():
        await _show_request(scene, judge, unit, request_id, (name, position))
    return [Say("registration.asked")]


async def _show_request(
    scene: Scene, judge: Official, unit: Unit, request_id: int, said: tuple[str, str]
) -> None:
    name, position = said
    await scene.tell(
        judge.id,
        "registration.request",
        {"receiver": judge.name, "unit": unit.name, "name": name, "position": position},
        key=f"registration:{request_id}:{judge.id}",
        choices=(
            Choice("choice.admit", str(Tap("admit", request_id))),
            Choice("choice.refuse", str(Tap("refuse", request_id))),
        ),
    )


async def admit(scene: Scene, request_id: int) -> list[Say]:
    """Let somebody in: as the person of that name on the unit's roster, or as a new one."""
    request = await _request(scene, request_id)
    person = await _person(scene, request)
    decided = await registrations.decide(
        scene.tx,
        request_id,
        state="accepted",
        decided_by=scene.me.id,
        official_id=person.id,
        now=scene.now,
    )
    if not decided:
        return [Say("registration.decided_before")]
    await scene.record("registration.admit", f"registration:{request_id}", official=person.subject)
    await _write(scene, request, await ask_consent(scene, request.chat, person, ""))
    unit = (await scene.tree()).by_id[request.unit_id]
    return [Say("registration.admitted", {"name": request.name, "unit": unit.name})]


async def refuse(scene: Scene, request_id: int) -> list[Say]:
    request = await _request(scene, request_id)
    decided = await registrations.decide(
        scene.tx,
        request_id,
        state="refused",
        decided_by=scene.me.id,
        official_id=None,
        now=scene.now,
    )
    if not decided:
        return [Say("registration.decided_before")]
    await scene.record("registration.refuse", f"registration:{request_id}")
    await _write(scene, request, Say("registration.refusal_told"))
    return [Say("registration.refused", {"name": request.name})]


async def _request(scene: Scene, request_id: int) -> Registration:
    """The request, if this person may decide it; refused alike for one that does not exist."""
    request = await registrations.find(scene.tx, request_id)
    await scene.authorise(Action.ADMIT, Target(request.unit_id if request else -1))
    assert request is not None  # noqa: S101 - the line above refuses a request that is not there
    return request


async def _person(scene: Scene, request: Registration) -> Official:
    roster = await officials.roster(scene.tx, scene.now)
    same = [
        each
        for each in roster.officials
        if each.name.casefold() == request.name.casefold() and each.unit_id == request.unit_id
    ]
    if len(same) == 1 and same[0].id not in roster.linked:
        return same[0]
    official_id = await officials.add(
        scene.tx,
        code=f"DK{request.id:04d}",
        name=request.name,
        position=request.position,
        unit_id=request.unit_id,
        now=scene.now,
    )
    return await officials.get(scene.tx, official_id)


async def _write(scene: Scene, request: Registration, say: Say) -> None:
    letter = NewLetter(
        key=f"registration:{request.id}:told",
        kind=Kind.REGISTRATION,
        text_key=say.key,
        facts=say.facts,
        choices=say.choices,
        logical_at=scene.now,
        send_at=scene.now,
        chat=request.chat,
    )
    await letters.add(scene.tx, letter, scene.now)
