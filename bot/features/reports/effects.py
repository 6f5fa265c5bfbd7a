"""Carries out what the conversations about duties decided."""

from bot.features.profile import handlers as profile
from bot.features.questions import handlers as questions
from bot.features.reports import amend, bulk_reply
from bot.features.reports import handlers as reports
from bot.features.reports.bulk_reply_conversation import ReadAgain, SaveList
from bot.features.reports.conversation import (
    STATUSES,
    AddFiles,
    AddNote,
    AskAgain,
    AskQuestion,
    SaveStatus,
)
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.messages import Reply
from domain.replies.interpreter import interpret
from domain.reporting.reports import ReportInput

routes = Router()


@routes.effect(SaveStatus)
async def save_status(context: UpdateContext, effect: SaveStatus) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    return await reports.save(
        context, duty, ReportInput(effect.status, effect.percent, effect.note)
    )


@routes.effect(AskAgain)
async def ask_again(context: UpdateContext, effect: AskAgain) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    return await reports.offer(context, duty, "answer.not_understood")


@routes.effect(AddNote)
async def add_note(context: UpdateContext, effect: AddNote) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    return await amend.add_note(context, duty, effect.text)


@routes.effect(AddFiles)
async def add_files(context: UpdateContext, effect: AddFiles) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    replies = await amend.add_files(context, duty, effect.files)
    if not effect.text:
        return replies
    if not duty.open:
        return await amend.add_note(context, duty, effect.text)
    reading = interpret(effect.text)
    status = STATUSES.get(reading.verdict)
    if status is None:
        return replies
    return await reports.save(context, duty, ReportInput(status, reading.percent, effect.text))


@routes.effect(AskQuestion)
async def ask_question(context: UpdateContext, effect: AskQuestion) -> list[Reply]:
    return await questions.ask(context, effect.text, effect.duty_id)


@routes.effect(SaveList)
async def save_list(context: UpdateContext, effect: SaveList) -> list[Reply]:
    return await bulk_reply.save(context, effect.items)


@routes.effect(ReadAgain)
async def read_again(context: UpdateContext, _effect: ReadAgain) -> list[Reply]:
    replies = await bulk_reply.read(context, context.event.text)
    return replies or [Reply("help.not_understood"), profile.help_text(context)]
