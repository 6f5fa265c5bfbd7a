"""What typed words mean: a number, a wish, a turn of a conversation, an answer, or a question."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.features.announcements import handlers as announcements
from bot.features.extensions import handlers as extensions
from bot.features.imports import handlers as imports
from bot.features.profile import handlers as profile
from bot.features.questions import handlers as questions
from bot.features.registration import handlers as registration
from bot.features.reminders import snooze
from bot.features.reports import bulk_reply
from bot.features.reports import handlers as reports
from bot.features.reports.bulk_reply_conversation import Adjust, ReadAgain
from bot.features.reports.conversation import TakeBack
from bot.features.sign_off import handlers as sign_off
from bot.features.typed_words import follow_up, task_search, which_task
from bot.inbound.context import PATIENCE, UpdateContext
from bot.inbound.dispatcher import press, take_step
from bot.inbound.routing import Router
from domain.messaging.button_labels import spoken
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import IncomingEvent, Reply
from domain.messaging.prompts import NOT_A_CHOICE, Directive, Prompt, choose, directive
from domain.people.access import Entrance
from domain.replies.content import corrects, read_words
from domain.replies.follow_up import FollowUp
from domain.replies.interpreter import Verdict, interpret
from domain.replies.lists.exceptions import names_code, without_code
from domain.reporting.duties import Duty
from domain.reporting.evidence import asks_where_to_send
from domain.reporting.status_change import STATUSES
from storage.messaging import conversations, prompts
from storage.messaging.conversations import ConversationState
from storage.reports import duties

routes = Router()

CLAIMS = {Verdict.DONE, Verdict.IN_PROGRESS, Verdict.BLOCKED, Verdict.NOT_STARTED}
ABOUT_DUTY = {"duty", *reports.STATUS_TAPS}
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
ABOUT_TASKS = ("answering", "listing")
ENOUGH_WORDS = 4
"""Fewer words that no reading fits are a slip rather than something to be reported."""


@routes.event("message", "sticker", require=Entrance.ANYBODY)
async def read_typed(context: UpdateContext) -> Sequence[Reply]:
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
            return await press(context, chosen.tap)
        if chosen.ambiguous and context.official and not await _asked_for_a_day(context):
            return await reports.ask_which(context, "answer.stale_number")
    meant = spoken(text, [prompt for prompt, _ in known])
    if meant is not None:
        return await press(context, meant)
    return await _wished(context, text) or await _said(context, text)


async def _asked_for_a_day(context: UpdateContext) -> bool:
    """Whether a number that no list has may be the day that was asked for: "28"."""
    place = await conversations.find(context.tx, context.chat, context.acted_at)
    return place is not None and place.step in ("hear_day", "hear_given_day", "hear_return_day")


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
        return await beside_a_conversation(context, place) or await take_step(context, place)
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
    return await profile.show_first(context) if context.official else [profile.help_text(context)]


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


@routes.effect(ReadAgain)
async def read_again(context: UpdateContext, _effect: ReadAgain) -> list[Reply]:
    """Words that are no answer to what was asked are read as they would be elsewhere."""
    return [*await in_words(context, context.event.text)]


@routes.effect(Adjust)
async def adjust(context: UpdateContext, effect: Adjust) -> list[Reply]:
    text = context.event.text
    adjusted = await bulk_reply.read(context, text, effect.items) if effect.items else None
    return [*(adjusted or await in_words(context, text))]


async def beside_a_conversation(
    context: UpdateContext, place: ConversationState
) -> Sequence[Reply] | None:
    """A task named by its code or number beside a conversation about tasks; None for the rest."""
    text = context.event.text
    if place.flow not in ABOUT_TASKS or context.event.files or not text.strip():
        return None
    if place.step in ("hear_which", "hear_undo", "hear_confirmation"):
        return None
    found = await task_search.find(context, text)
    if found is not None:
        return found
    if read_words(text).kind is FollowUp.UNDO:
        return None
    choosing = place.step == "hear_status"
    if choosing and (unknown := await task_search.of_nobody(context, text)):
        return unknown
    if await bulk_reply.names_item(context, text, at_least=2 if choosing else 1):
        return await bulk_reply.read(context, text)
    return await bulk_reply.of_another(context, place.data.get("duty_id"), text)


async def in_words(context: UpdateContext, text: str) -> Sequence[Reply]:
    """Words outside any conversation."""
    secret = registration.secret_in(text)
    if secret is not None:
        return await registration.try_secret(context, secret)
    if context.official is None:
        return [profile.help_text(context)]
    if await imports.looks_like_one(context):
        return await imports.ask(context)
    found = await task_search.by_its_code(context, text)
    if found is not None:
        return found
    if read_words(text).kind is FollowUp.UNDO and not context.event.files:
        return await follow_up.take_back(context, TakeBack())
    owed = await duties.owed_by(context.tx, context.me.answers_for, context.acted_at)
    if len(owed) == 1 and not await _is_of_another(context, owed[0], text):
        of_another = await bulk_reply.of_another(context, owed[0].id, text)
        said = without_code(text, owed[0].task_code)
        context.event = replace(context.event, text=said)
        return of_another or await about(context, owed[0].id)
    if context.event.files:
        replies = await reports.ask_which(context)
        return [Reply("answer.file_without_duty"), *replies]
    listed = await bulk_reply.read(context, text)
    return listed or await _said_of_some_task(context, text)


async def _is_of_another(context: UpdateContext, owed: Duty, text: str) -> bool:
    """Whether the words are about a task that is answered, though one is still owed."""
    if corrects(text) and await which_task.answered(context, PATIENCE):
        return True
    return not names_code(text, owed.task_code) and await bulk_reply.names_item(context, text)


async def _said_of_some_task(context: UpdateContext, text: str) -> Sequence[Reply]:
    """Nothing names a task: taken back, thanked, asked, or said of one that is asked for."""
    said = read_words(text)
    if said.kind is FollowUp.PLEASANTRY:
        return [await follow_up.courtesy(context, text)]
    if said.kind is FollowUp.QUESTION:
        return await questions.ask(context, text)
    tells = said.reading.verdict in STATUSES or len(text.split()) >= ENOUGH_WORDS
    asked = await which_task.ask(context, text) if tells else None
    return asked or await not_understood(context)


@routes.event("unknown_command", require=Entrance.ANYBODY)
async def not_understood(context: UpdateContext) -> list[Reply]:
    """The last resort: in few lines, what this person can do now."""
    if context.official is None:
        return [profile.help_text(context)]
    owed = await duties.owed_by(context.tx, context.me.answers_for, context.acted_at)
    known = profile.help_text(context).facts
    facts = {**known, "left": len(owed), "code": owed[0].task_code if owed else ""}
    return [Reply("help.not_understood", facts)]


@routes.event("unknown_button", require=Entrance.ANYBODY)
async def too_old(context: UpdateContext) -> list[Reply]:
    return [Reply("help.too_old"), profile.help_text(context)]


async def about(context: UpdateContext, duty_id: int) -> Sequence[Reply]:
    """With one duty owed, words are about that duty."""
    await context.wait_for("answering", "hear_status", duty_id=duty_id)
    place = await conversations.find(context.tx, context.chat, context.acted_at)
    return await take_step(context, place) if place else []
