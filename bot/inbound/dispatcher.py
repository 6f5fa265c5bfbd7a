"""Decides what is said about one thing heard: by tap, command, number, conversation, or words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.features.announcements import handlers as announcements
from bot.features.extensions import handlers as extensions
from bot.features.profile import handlers as profile
from bot.features.registration import handlers as registration
from bot.features.reminders import snooze
from bot.features.reports import edited_message
from bot.features.reports import handlers as reports
from bot.features.secrecy import handlers as secrecy
from bot.features.sign_off import handlers as sign_off
from bot.inbound.context import UpdateContext
from bot.inbound.words import about, beside_a_conversation, in_words, not_understood, step
from domain.messaging.button_labels import spoken
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import IncomingEvent, Refusal, Reply
from domain.messaging.prompts import NOT_A_CHOICE, Directive, Prompt, choose, directive
from domain.people.chat_links import LinkState
from domain.replies.interpreter import Verdict, interpret
from domain.reporting.evidence import asks_where_to_send
from domain.text.cleaning import clean
from storage.messaging import chat_links, conversations, prompts

CLAIMS = {Verdict.DONE, Verdict.IN_PROGRESS, Verdict.BLOCKED, Verdict.NOT_STARTED}
ABOUT_DUTY = {"duty", *reports.STATUS_TAPS}
WITHHELD = {"secret": secrecy.forget, "unclear": secrecy.ask}
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


async def decide(context: UpdateContext) -> Sequence[Reply]:
    """The answers; a refusal of the rules is an answer too."""
    try:
        return await _decide(context)
    except Refusal as no:
        return [Reply(no.key, no.facts)]


async def _decide(context: UpdateContext) -> Sequence[Reply]:
    event = context.event
    if event.kind == "flood":
        return [Reply("help.too_many")]
    if event.kind in WITHHELD:
        return await WITHHELD[event.kind](context)
    if event.kind in ("blocked", "unblocked"):
        return await _relink(context)
    if event.kind == "edit":
        return await edited_message.hear(context)
    if event.contact is not None:
        return await registration.by_contact(context, event.contact)
    if event.tap:
        return await _tapped(context, event.tap)
    if clean(event.text).startswith("/"):
        return await _commanded(context)
    return await _typed(context)


async def _relink(context: UpdateContext) -> Sequence[Reply]:
    blocked = context.event.kind == "blocked"
    state = LinkState.SUSPENDED if blocked else LinkState.ACTIVE
    reason = "blocked" if blocked else ""
    if await chat_links.change(context.tx, context.chat, state, reason, context.now):
        await context.record(f"link.{state}", context.me.subject, channel=context.chat.channel)
    return []


async def _tapped(context: UpdateContext, pressed: str) -> Sequence[Reply]:
    """What a button does; a number that stands for one does the same."""
    context.event = replace(context.event, tap=pressed)
    tap = ButtonAction.parse(pressed)
    place = await conversations.find(context.tx, context.chat, context.acted_at)
    route = context.routes.buttons.get(tap.action) if tap else None
    if route is not None:
        context.enter(route.require)
        replies: list[Reply] = await route.handle(context, tap)
        return replies
    if place is not None and tap is not None:
        return await step(context, place)
    return [Reply("help.too_old"), profile.help_text(context)]


async def _commanded(context: UpdateContext) -> Sequence[Reply]:
    name, _, argument = clean(context.event.text).partition(" ")
    route = context.routes.commands.get(name.split("@")[0].casefold())
    if route is None:
        return await not_understood(context)
    context.enter(route.require)
    await context.stop_waiting()
    replies: list[Reply] = await route.handle(context, argument)
    return replies


async def _typed(context: UpdateContext) -> Sequence[Reply]:
    """A number or code first; then the conversation; then whatever the words may mean."""
    known = await prompts.in_chat(context.tx, context.chat)
    text = context.event.text.strip()
    if text == "?":
        return await _show_open(context)
    named = directive(text)
    prompt = _named(named, [prompt for prompt, _ in known])
    if named and prompt:
        return await _directed(context, named, prompt)
    if text and known:
        standing = [prompt for prompt, still_open in known if still_open]
        chosen = choose(text, standing, [prompt for prompt, _ in known], context.acted_at)
        if chosen.tap is not None:
            return await _tapped(context, chosen.tap)
        if chosen.ambiguous and context.official:
            return await reports.ask_which(context, "answer.stale_number")
    meant = spoken(text, [prompt for prompt, _ in known])
    if meant is not None:
        return await _tapped(context, meant)
    return await _wished(context, text) or await _said(context, text)


async def _wished(context: UpdateContext, text: str) -> Sequence[Reply] | None:
    """A wish in words that needs no list: to be reminded later, for more time, to confirm."""
    for hear in (snooze.hear, extensions.hear, announcements.hear, sign_off.hear):
        understood = await hear(context, text)
        if understood is not None:
            return understood
    return None


async def _said(context: UpdateContext, text: str) -> Sequence[Reply]:
    """Neither a number nor a confirmation: a wish to send files, a turn of a talk, or words."""
    place = await conversations.find(context.tx, context.chat, context.acted_at)
    sticker = context.event.kind == "sticker"
    if context.official and not sticker and _wants_to_send_files(context.event):
        key = "mine.send_files" if text else "mine.unreadable"
        return [Reply(key), *await profile.web_link(context)]
    if place is not None:
        return await beside_a_conversation(context, place) or await step(context, place)
    return await in_words(context, text)


def _wants_to_send_files(event: IncomingEvent) -> bool:
    """What a messenger could not pass on arrives empty; it may have been a file."""
    if event.files:
        return False
    if not event.text.strip():
        return True
    asks = asks_where_to_send(event.text)
    return asks and interpret(event.text).verdict not in CLAIMS


def _named(named: Directive | None, known: Sequence[Prompt]) -> Prompt | None:
    if named is None or choose(f"{named.code} {named.words}", (), known, LONG_AGO) != NOT_A_CHOICE:
        return None
    return next((prompt for prompt in known if prompt.code == named.code), None)


async def _show_open(context: UpdateContext) -> Sequence[Reply]:
    return await profile.show(context) if context.official else [profile.help_text(context)]


def _duties_of(prompt: Prompt) -> set[int]:
    """The duty that was just answered there; or all that it offers."""
    taps = [tap for tap in map(ButtonAction.parse, prompt.taps) if tap]
    answered = {tap.id for tap in taps if tap.action == "undo"}
    return answered or {tap.id for tap in taps if tap.action in ABOUT_DUTY}


async def _directed(context: UpdateContext, named: Directive, prompt: Prompt) -> Sequence[Reply]:
    """Undo, change or answer what the code stands for; several duties are shown to choose from."""
    meant = _duties_of(prompt)
    if len(meant) != 1:
        if named.verb == "say":
            context.event = replace(context.event, text=named.words)
            understood = await announcements.hear(context, named.words)
            return understood or await in_words(context, named.words)
        return await reports.ask_which(context, "answer.stale_number")
    duty = await reports.find(context, meant.pop())
    if named.verb == "undo":
        return await reports.undo(context, duty)
    if named.verb == "change":
        return await reports.offer(context, duty)
    context.event = replace(context.event, text=named.words)
    return await about(context, duty.id)
