"""How people get in: by code, by asking, by being let in; and how a chat is linked to a person."""

import re
from datetime import timedelta

from actions.people import admission
from bot.delivery import alerts
from bot.features.registration import consent, department_routing
from bot.features.registration.consent import Agree, Decline
from bot.features.registration.conversation import AskToJoin
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import SHARE_CONTACT, ButtonAction
from domain.messaging.messages import Chat, Choice, Contact, Reply
from domain.messaging.outbox import Kind, NewMessage
from domain.messaging.prompts import ALPHABET
from domain.people.access import Entrance
from domain.people.chat_links import Link
from domain.people.officials import Official
from domain.people.permissions import Action
from domain.people.units import Unit
from domain.text.cleaning import clean
from domain.text.phones import international
from storage.messaging import chat_links, outbox
from storage.people import department_names, invitations, officials, registrations

routes = Router()

PAGE = 20

CODE_LENGTH = 8
CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")
TYPED = re.compile(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}|[{ALPHABET}]{{{CODE_LENGTH}}}")
ANNOUNCING = {"/start", "lienket"}
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
TRIES = 5
TRIES_OF_ALL = 200  # in all chats together
TRY_WINDOW = timedelta(hours=1)
NOTICE_VERSION = "2026-3"


def secret_in(text: str, *, announced: bool = False) -> str | None:
    """The code or token in what somebody typed, in the form in which it was issued; or None.

    `announced`: it followed a command, so that any spelling will do; otherwise a sentence whose
    messages happen to look like a code is not one.
    """
    words = clean(text).split()
    if words and words[0].casefold() in ANNOUNCING:
        words, announced = words[1:], True
    if len(words) == 1 and TOKEN.fullmatch(words[0]):
        return words[0]
    typed = " ".join(words).upper()
    if not announced and not TYPED.fullmatch(typed):
        return None
    joined = re.sub(r"[^A-Z0-9]", "", typed)
    return joined if CODE.fullmatch(joined) else None


async def hello(context: UpdateContext) -> list[Reply]:
    """A stranger without a code may choose a unit and ask."""
    waiting = await registrations.find_waiting(context.tx, context.chat)
    if waiting is not None:
        return [Reply("registration.waiting")]
    choices = await _units(context, 0)
    card = (Choice("choice.share_contact", SHARE_CONTACT),)
    here = await department_routing.names_here(context)
    return [
        Reply("registration.hello", {"department": here.name}, choices),
        Reply("registration.ask_contact", {}, card),
    ]


async def _units(context: UpdateContext, page: int) -> tuple[Choice, ...]:
    """A page of the units in which somebody may ask, and the way to the next one."""
    offered = await department_routing.units_offered(context)
    skipped = page * PAGE if page * PAGE < len(offered) else 0
    here = offered[skipped : skipped + PAGE]
    choices = [
        Choice("choice.unit", str(ButtonAction("unit", unit.id)), {"name": unit.name})
        for unit in here
    ]
    if left := len(offered) - skipped - len(here):
        onward = str(ButtonAction("units", skipped // PAGE + 1))
        choices.append(Choice("choice.next_page", onward, {"left": left}))
    return tuple(choices)


@routes.id_button("units", require=Entrance.ANYBODY)
async def more_units(context: UpdateContext, page: int) -> list[Reply]:
    if context.official is not None:
        return [Reply("registration.already_linked", {"name": context.me.name})]
    return [Reply("registration.units", {}, await _units(context, page), in_place=True)]


async def by_contact(context: UpdateContext, contact: Contact) -> list[Reply]:
    """A person's own phone card lets in whoever has this number on the roster; no code needed."""
    if context.official is not None:
        return [Reply("registration.already_linked", {"name": context.me.name})]
    if not contact.own:
        return [Reply("registration.not_own_card"), *await hello(context)]
    if await _tried_enough(context):
        return []
    found = await officials.find_by_phone(context.tx, international(contact.phone))
    if found is None:
        await invitations.add_wrong_try(context.tx, context.chat, context.now)
        return [Reply("registration.unknown_number")]
    if elsewhere := await department_routing.shown_the_way(context, found):
        return elsewhere
    await context.record("registration.contact", found.subject, channel=context.chat.channel)
    return [await ask_consent(context, context.chat, found, "")]


async def _tried_enough(context: UpdateContext) -> bool:
    """In this chat, or in all together: guessing from many chats is guessing, too."""
    tries = await invitations.wrong_tries(context.tx, now=context.now, within=TRY_WINDOW)
    here = tries[context.chat]
    if here >= TRIES:
        return True
    if tries.total() < TRIES_OF_ALL:
        return False
    await alerts.write(context.tx, "guessing", context.now)
    return True


async def try_secret(context: UpdateContext, secret: str) -> list[Reply]:
    """Greet whoever has a good code; after too many wrong ones the chat gets no answer."""
    if await _tried_enough(context):
        return []
    secret_hash = invitations.hashed(secret)
    official_id = await invitations.find(context.tx, secret_hash, context.acted_at)
    if official_id is None:
        if await invitations.is_replaced(context.tx, secret_hash):
            return [Reply("registration.newer_code")]
        await invitations.add_wrong_try(context.tx, context.chat, context.now)
        return [Reply("registration.wrong_code")]
    invited = await officials.get(context.tx, official_id)
    if context.official is not None:
        return await _already_here(context, invited)
    if elsewhere := await department_routing.shown_the_way(context, invited):
        return elsewhere
    return [await ask_consent(context, context.chat, invited, secret_hash)]


async def _already_here(context: UpdateContext, invited: Official) -> list[Reply]:
    me = context.me
    if invited.id == me.id:
        return [Reply("registration.already_linked", {"name": me.name})]
    await context.tell(
        invited.id,
        "registration.code_misused",
        {},
        key=f"code-misused:{context.event.chat.channel}:{context.event.event_id}",
    )
    await context.record("invitation.misused", invited.subject)
    return [Reply("registration.not_yours", {"name": me.name})]


async def ask_consent(
    context: UpdateContext, chat: Chat, invited: Official, secret_hash: str
) -> Reply:
    """Show the notice in a chat, and wait there for agreement."""
    unit = (await context.tree()).by_id[invited.unit_id].name
    waits = context.tx, chat, invited, unit, context.now, secret_hash
    return consent.notice(await admission.wait_for_consent(*waits))


@routes.effect(Agree)
async def agree(context: UpdateContext, effect: consent.Agree) -> list[Reply]:
    """Use the invitation up, keep the consent, link the chat, tell the person's other chats.

    A channel that bears no more people refuses before the invitation is used up.
    """
    quota = context.dependencies.quotas.get(context.chat.channel)
    if quota and await chat_links.count(context.tx, context.chat.channel) >= quota.users:
        await alerts.write(context.tx, "bot_full", context.now, effect.official_id)
        return [Reply("registration.channel_full", {"most": quota.users})]
    person = await officials.get(context.tx, effect.official_id)
    if elsewhere := await department_routing.shown_the_way(context, person):
        return elsewhere
    if effect.secret_hash:
        used_by = await invitations.use(context.tx, effect.secret_hash, context.acted_at)
        if used_by != effect.official_id:
            return [Reply("registration.wrong_code")]
    await _keep_consent(context, person, agreed=True)
    others = await chat_links.of(context.tx, person.id)
    await chat_links.add(context.tx, person.id, context.chat, context.now)
    if others and context.chat.channel in context.dependencies.aside:
        await chat_links.prefer(context.tx, others[0].id)
    await context.record("link.add", person.subject, channel=context.chat.channel)
    for other in others:
        await _tell_other_chat(context, other)
    unit = (await context.tree()).by_id[person.unit_id]
    return [Reply("registration.linked", {"name": person.name, "unit": unit.name})]


async def _tell_other_chat(context: UpdateContext, other: Link) -> None:
    message = NewMessage(
        key=f"linked-elsewhere:{context.event.event_id}:{other.id}",
        kind=Kind.REGISTRATION,
        text_key="registration.linked_elsewhere",
        facts={"at": context.now.isoformat()},
        logical_at=context.now,
        send_at=context.now,
        chat=other.chat,
    )
    await outbox.add(context.tx, message, context.now)


@routes.effect(Decline)
async def decline(context: UpdateContext, effect: consent.Decline) -> list[Reply]:
    person = await officials.get(context.tx, effect.official_id)
    await _keep_consent(context, person, agreed=False)
    await context.record("consent.decline", person.subject)
    return [Reply("registration.declined")]


async def _keep_consent(context: UpdateContext, person: Official, *, agreed: bool) -> None:
    names = await department_names.get(context.tx, person.unit_id)
    await chat_links.add_consent(
        context.tx,
        official_id=person.id,
        agreed=agreed,
        text_version=NOTICE_VERSION,
        text_hash=context.catalogue.fingerprint(admission.NOTICE, **names.facts),
        chat=context.chat,
        now=context.acted_at,
    )


@routes.id_button("unit", require=Entrance.ANYBODY)
async def choose_unit(context: UpdateContext, unit_id: int) -> list[Reply]:
    if context.official is not None:
        return [Reply("help.too_old")]
    unit = (await context.tree()).by_id.get(unit_id)
    if unit is None or unit not in await department_routing.units_offered(context):
        return await hello(context)
    await context.wait_for("registration", "hear_name", unit_id=unit.id)
    return [Reply("registration.ask_name", {"unit": unit.name})]


async def ask_to_join(
    context: UpdateContext, unit_id: int, name: str, position: str
) -> list[Reply]:
    """Put the request before the heads of the unit and the Office."""
    unit = (await context.tree()).by_id[unit_id]
    request_id = await registrations.add(
        context.tx,
        chat=context.chat,
        unit_id=unit_id,
        name=name,
        position=position,
        now=context.now,
    )
    await context.record("registration.ask", f"registration:{request_id}", unit=unit.code)
    roster = (await officials.roster(context.tx, context.now)).within(unit_id)
    judges = {each.id: each for each in (*roster.heads(unit_id), *roster.office())}
    for judge in judges.values():
        await _show_request(context, judge, unit, request_id, (name, position))
    return [Reply("registration.asked")]


async def _show_request(
    context: UpdateContext, judge: Official, unit: Unit, request_id: int, said: tuple[str, str]
) -> None:
    name, position = said
    await context.tell(
        judge.id,
        "registration.request",
        {"receiver": judge.name, "unit": unit.name, "name": name, "position": position},
        key=f"registration:{request_id}:{judge.id}",
        choices=(
            Choice("choice.admit", str(ButtonAction("admit", request_id))),
            Choice("choice.refuse", str(ButtonAction("refuse", request_id))),
        ),
    )


@routes.id_button("admit", require=Action.ADMIT)
async def admit(context: UpdateContext, request_id: int) -> list[Reply]:
    done = await admission.admit(context.acting, request_id)
    return [Reply("registration.admitted", done.facts)]


@routes.id_button("refuse", require=Action.ADMIT)
async def refuse(context: UpdateContext, request_id: int) -> list[Reply]:
    done = await admission.refuse(context.acting, request_id)
    return [Reply("registration.refused", done.facts)]


@routes.effect(AskToJoin)
async def join_as_asked(context: UpdateContext, effect: AskToJoin) -> list[Reply]:
    return await ask_to_join(context, effect.unit_id, effect.name, effect.position)
