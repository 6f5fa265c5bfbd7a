"""Carries out what the conversations about duties decided."""

from bot.features.questions import handlers as questions
from bot.features.reports import amend, bulk_reply
from bot.features.reports import handlers as reports
from bot.features.reports.bulk_reply_conversation import Drop, SaveList
from bot.features.reports.conversation import (
    AddFiles,
    AddNote,
    AskAgain,
    AskQuestion,
    FollowStatus,
    SaveStatus,
)
from bot.features.typed_words import follow_up
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.messages import Reply
from domain.replies.content import read_words, without_courtesies
from domain.replies.follow_up import FollowUp
from domain.reporting.duties import Duty
from domain.reporting.reports import ReportInput
from domain.reporting.status_change import STATUSES

routes = Router()


@routes.effect(SaveStatus)
async def save_status(context: UpdateContext, effect: SaveStatus) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    claim = ReportInput(effect.status, effect.percent, effect.note)
    return await reports.save(context, duty, claim)


@routes.effect(AskAgain)
async def ask_again(context: UpdateContext, effect: AskAgain) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    return await reports.offer(context, duty, "answer.not_understood", note=effect.note)


@routes.effect(AddNote)
async def add_note(context: UpdateContext, effect: AddNote) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    return await amend.add_note(context, duty, effect.text, effect.more)


@routes.effect(AddFiles)
async def add_files(context: UpdateContext, effect: AddFiles) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    replies = await amend.add_files(context, duty, effect.files)
    return await _caption(context, duty, effect.text) or replies


async def _caption(context: UpdateContext, duty: Duty, text: str) -> list[Reply]:
    """Words that came with files: a status or content; nothing for thanks."""
    said = read_words(text)
    status, percent = STATUSES.get(said.reading.verdict), said.reading.percent
    if said.kind in (FollowUp.PLEASANTRY, FollowUp.UNDO):
        return []
    if status is not None and duty.answer is not None:
        return await follow_up.follow_status(context, FollowStatus(duty.id, status, percent, text))
    if duty.answer is not None:
        return await amend.add_note(context, duty, text)
    if status is None:
        return []
    note = without_courtesies(text)
    return await reports.save(context, duty, ReportInput(status, percent, note))


@routes.effect(AskQuestion)
async def ask_question(context: UpdateContext, effect: AskQuestion) -> list[Reply]:
    return await questions.ask(context, effect.text, effect.duty_id)


@routes.effect(SaveList)
async def save_list(context: UpdateContext, effect: SaveList) -> list[Reply]:
    return await bulk_reply.save(context, effect.items)


@routes.effect(Drop)
async def drop_list(context: UpdateContext, _effect: Drop) -> list[Reply]:
    return await reports.ask_which(context, "answer.not_saved")
