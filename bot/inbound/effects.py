"""Carries out what a step of a conversation decided."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.features.absences import handlers as absences
from bot.features.absences.conversation import AskSure, ChooseStandIn, RecordAbsence
from bot.features.acceptance import handlers as acceptance
from bot.features.acceptance.conversation import RejectClaim
from bot.features.announcements import handlers as announcements
from bot.features.announcements.conversation import Disseminate, Enclose
from bot.features.extensions import decisions as extension_decisions
from bot.features.extensions import handlers as extensions
from bot.features.extensions import returns
from bot.features.extensions.conversation import AskExtension, ChooseDay, DecideExtension, GiveBack
from bot.features.imports import handlers as imports
from bot.features.imports.conversation import ConfirmImport, DropImport, TakeFile
from bot.features.issues import handlers as issues
from bot.features.issues.conversation import Decide
from bot.features.privacy import handlers as privacy
from bot.features.privacy import request_handlers
from bot.features.privacy.conversation import AnswerRequest, AskCorrection
from bot.features.profile import handlers as profile
from bot.features.questions import handlers as questions
from bot.features.questions.conversation import AnswerQuestion
from bot.features.registration import handlers as registration
from bot.features.registration.consent import Agree, Decline
from bot.features.registration.conversation import AskToJoin
from bot.features.reports import amend, bulk_reply, objections
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
from bot.features.reports.objection_conversation import Object
from bot.features.sign_off import handlers as sign_off
from bot.features.sign_off.conversation import CloseUnit
from bot.inbound.context import UpdateContext
from bot.inbound.turn import Effect
from domain.imports.drafts import Matter
from domain.messaging.messages import Reply
from domain.replies.interpreter import interpret
from domain.reporting.reports import ReportInput


async def ask_to_join(context: UpdateContext, effect: AskToJoin) -> list[Reply]:
    return await registration.ask_to_join(context, effect.unit_id, effect.name, effect.position)


async def save_status(context: UpdateContext, effect: SaveStatus) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    return await reports.save(
        context, duty, ReportInput(effect.status, effect.percent, effect.note)
    )


async def ask_again(context: UpdateContext, effect: AskAgain) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    return await reports.offer(context, duty, "answer.not_understood")


async def add_note(context: UpdateContext, effect: AddNote) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    return await amend.add_note(context, duty, effect.text)


async def add_files(context: UpdateContext, effect: AddFiles) -> list[Reply]:
    duty = await reports.find(context, effect.duty_id)
    says = await amend.add_files(context, duty, effect.files)
    if not effect.text:
        return says
    if not duty.open:
        return await amend.add_note(context, duty, effect.text)
    reading = interpret(effect.text)
    status = STATUSES.get(reading.verdict)
    if status is None:
        return says
    return await reports.save(context, duty, ReportInput(status, reading.percent, effect.text))


async def ask_question(context: UpdateContext, effect: AskQuestion) -> list[Reply]:
    return await questions.ask(context, effect.text, effect.duty_id)


async def answer_question(context: UpdateContext, effect: AnswerQuestion) -> list[Reply]:
    return await questions.answer(context, effect.question_id, effect.text)


async def save_list(context: UpdateContext, effect: SaveList) -> list[Reply]:
    return await bulk_reply.save(context, effect.items)


async def read_again(context: UpdateContext, _effect: ReadAgain) -> list[Reply]:
    says = await bulk_reply.read(context, context.event.text)
    return says or [Reply("help.not_understood"), profile.help_text(context)]


async def take_file(context: UpdateContext, effect: TakeFile) -> list[Reply]:
    return await imports.take(context, Matter(effect.matter))


async def confirm_import(context: UpdateContext, effect: ConfirmImport) -> list[Reply]:
    return await imports.confirm(context, effect.draft_id)


async def drop_import(context: UpdateContext, effect: DropImport) -> list[Reply]:
    return await imports.drop(context, effect.draft_id)


async def close_unit(context: UpdateContext, effect: CloseUnit) -> list[Reply]:
    return await sign_off.close(context, effect.closing_id, effect.seen)


async def reject_claim(context: UpdateContext, effect: RejectClaim) -> list[Reply]:
    return await acceptance.reject(context, effect.claim_id, effect.reason)


EFFECTS: Mapping[type[Effect], Callable[[UpdateContext, Any], Awaitable[list[Reply]]]] = {
    Agree: registration.agree,
    Decide: issues.decide,
    Decline: registration.decline,
    AskToJoin: ask_to_join,
    Disseminate: announcements.send,
    Enclose: announcements.enclose,
    SaveStatus: save_status,
    AskQuestion: ask_question,
    AnswerQuestion: answer_question,
    AskAgain: ask_again,
    AddNote: add_note,
    AddFiles: add_files,
    SaveList: save_list,
    ReadAgain: read_again,
    TakeFile: take_file,
    ConfirmImport: confirm_import,
    DropImport: drop_import,
    ChooseStandIn: absences.choose_stand_in,
    AskSure: absences.ask_sure,
    RecordAbsence: absences.record,
    Object: objections.keep,
    ChooseDay: extensions.choose_day,
    AskExtension: extensions.ask,
    DecideExtension: extension_decisions.decide,
    GiveBack: returns.give_back,
    CloseUnit: close_unit,
    RejectClaim: reject_claim,
    AskCorrection: privacy.correct,
    AnswerRequest: request_handlers.answer,
}


async def carry_out(context: UpdateContext, effect: Effect) -> list[Reply]:
    return await EFFECTS[type(effect)](context, effect)
