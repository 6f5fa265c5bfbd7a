"""What typed words mean: a turn of a conversation, an answer, a task looked for, or a question."""

from collections.abc import Sequence

from bot.features.imports import handlers as imports
from bot.features.profile import handlers as profile
from bot.features.questions import handlers as questions
from bot.features.registration import handlers as registration
from bot.features.reports import bulk_reply
from bot.features.reports import handlers as reports
from bot.features.reports.bulk_reply_conversation import Adjust, ReadAgain
from bot.features.reports.conversation import TakeBack
from bot.features.typed_words import follow_up, task_search, which_task
from bot.inbound.context import PATIENCE, UpdateContext
from bot.inbound.routing import step_key
from bot.inbound.turn import Turn
from domain.messaging.messages import Reply
from domain.replies.content import corrects, read_words
from domain.replies.follow_up import FollowUp
from domain.replies.lists.exceptions import names_code
from domain.reporting.duties import Duty
from domain.reporting.status_change import STATUSES
from storage.messaging import conversations
from storage.messaging.conversations import ConversationState
from storage.reports import duties

ABOUT_TASKS = ("answering", "listing")
ENOUGH_WORDS = 4
"""Fewer words that no reading fits are a slip rather than something to be reported."""


async def step(context: UpdateContext, place: ConversationState) -> Sequence[Reply]:
    """One turn of the conversation that this chat is in."""
    route = context.routes.steps.get(step_key(place.flow, place.step))
    if route is None:
        await context.stop_waiting()
        return [Reply("registration.lost")]
    context.enter(route.require)
    turn: Turn = route.handle(place.data, context.event)
    await context.stop_waiting()
    if turn.goto is not None:
        await context.wait_for(place.flow, turn.goto, **turn.data)
    replies = [turn.say] if turn.say else []
    if isinstance(turn.effect, ReadAgain | Adjust):
        return await _read_again(context, turn.effect)
    if turn.effect is not None:
        replies += await context.routes.effects[type(turn.effect)](context, turn.effect)
    return replies


async def _read_again(context: UpdateContext, effect: ReadAgain | Adjust) -> Sequence[Reply]:
    """Words that are no answer to what was asked are read as they would be elsewhere."""
    text = context.event.text
    items = effect.items if isinstance(effect, Adjust) else ()
    adjusted = await bulk_reply.read(context, text, items) if items else None
    return adjusted or await in_words(context, text)


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
    choosing = place.step == "hear_status"
    if await bulk_reply.names_item(context, text, at_least=2 if choosing else 1):
        return await bulk_reply.read(context, text)
    return None


async def in_words(context: UpdateContext, text: str) -> Sequence[Reply]:
    """Words outside any conversation."""
    secret = registration.secret_in(text)
    if secret is not None:
        return await registration.try_secret(context, secret)
    if context.official is None:
        return [profile.help_text(context)]
    if await imports.looks_like_one(context):
        return await imports.ask(context)
    found = await task_search.find(context, text)
    if found is not None:
        return found
    owed = await duties.owed_by(context.tx, context.me.answers_for, context.acted_at)
    if len(owed) == 1 and not await _is_of_another(context, owed[0], text):
        return await about(context, owed[0].id)
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
    if said.kind is FollowUp.UNDO:
        return await follow_up.take_back(context, TakeBack())
    if said.kind is FollowUp.PLEASANTRY:
        return [await follow_up.courtesy(context, text)]
    if said.kind is FollowUp.QUESTION:
        return await questions.ask(context, text)
    tells = said.reading.verdict in STATUSES or len(text.split()) >= ENOUGH_WORDS
    asked = await which_task.ask(context, text) if tells else None
    return asked or await not_understood(context)


async def not_understood(context: UpdateContext) -> list[Reply]:
    """The last resort: in few lines, what this person can do now."""
    if context.official is None:
        return [profile.help_text(context)]
    owed = await duties.owed_by(context.tx, context.me.answers_for, context.acted_at)
    known = profile.help_text(context).facts
    facts = {**known, "left": len(owed), "code": owed[0].task_code if owed else ""}
    return [Reply("help.not_understood", facts)]


async def about(context: UpdateContext, duty_id: int) -> Sequence[Reply]:
    """With one duty owed, words are about that duty."""
    await context.wait_for("answering", "hear_status", duty_id=duty_id)
    place = await conversations.find(context.tx, context.chat, context.acted_at)
    return await step(context, place) if place else []
