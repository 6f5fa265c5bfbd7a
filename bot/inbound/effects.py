"""Carries out what a step of a conversation decided."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.features.absences import handlers as absences
from bot.features.absences.conversation import AskSure, ChooseStandIn, RecordAbsence
from bot.features.acceptance import handlers as acceptance
from bot.features.acceptance.conversation import RejectClaim
from bot.features.announcements import handlers as dissemination
from bot.features.announcements.conversation import Disseminate, Enclose
from bot.features.extensions import decisions as extension_decisions
from bot.features.extensions import handlers as extension
from bot.features.extensions import returns as returning
from bot.features.extensions.conversation import AskExtension, ChooseDay, DecideExtension, GiveBack
from bot.features.imports import handlers as imports
from bot.features.imports.conversation import ConfirmImport, DropImport, TakeFile
from bot.features.issues import handlers as issues
from bot.features.issues.conversation import Decide
from bot.features.privacy import handlers as personal
from bot.features.privacy import request_handlers as personal_requests
from bot.features.privacy.conversation import AnswerRequest, AskCorrection
from bot.features.profile import handlers as mine
from bot.features.questions import handlers as questions
from bot.features.questions.conversation import AnswerQuestion
from bot.features.registration import handlers as joining
from bot.features.registration.consent import Agree, Decline
from bot.features.registration.conversation import AskToJoin
from bot.features.reports import amend as adding
from bot.features.reports import bulk_reply as listing
from bot.features.reports import handlers as answering
from bot.features.reports import objections as objecting
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
from bot.features.sign_off import handlers as confirmations
from bot.features.sign_off.conversation import CloseUnit
from bot.inbound.context import Scene
from bot.inbound.turn import Effect
from domain.imports.drafts import Matter
from domain.messaging.messages import Say
from domain.replies.interpreter import interpret
from domain.reporting.reports import Claim


async def ask_to_join(scene: Scene, effect: AskToJoin) -> list[Say]:
    return await joining.ask_to_join(scene, effect.unit_id, effect.name, effect.position)


async def save_status(scene: Scene, effect: SaveStatus) -> list[Say]:
    duty = await answering.find(scene, effect.duty_id)
    return await answering.save(scene, duty, Claim(effect.status, effect.percent, effect.note))


async def ask_again(scene: Scene, effect: AskAgain) -> list[Say]:
    duty = await answering.find(scene, effect.duty_id)
    return await answering.offer(scene, duty, "answer.not_understood")


async def add_note(scene: Scene, effect: AddNote) -> list[Say]:
    duty = await answering.find(scene, effect.duty_id)
    return await adding.add_note(scene, duty, effect.text)


async def add_files(scene: Scene, effect: AddFiles) -> list[Say]:
    duty = await answering.find(scene, effect.duty_id)
    says = await adding.add_files(scene, duty, effect.files)
    if not effect.text:
        return says
    if not duty.open:
        return await adding.add_note(scene, duty, effect.text)
    reading = interpret(effect.text)
    status = STATUSES.get(reading.verdict)
    if status is None:
        return says
    return await answering.save(scene, duty, Claim(status, reading.percent, effect.text))


async def ask_question(scene: Scene, effect: AskQuestion) -> list[Say]:
    return await questions.ask(scene, effect.text, effect.duty_id)


async def answer_question(scene: Scene, effect: AnswerQuestion) -> list[Say]:
    return await questions.answer(scene, effect.question_id, effect.text)


async def save_list(scene: Scene, effect: SaveList) -> list[Say]:
    return await listing.save(scene, effect.items)


async def read_again(scene: Scene, _effect: ReadAgain) -> list[Say]:
    says = await listing.read(scene, scene.heard.text)
    return says or [Say("help.not_understood"), mine.help_text(scene)]


async def take_file(scene: Scene, effect: TakeFile) -> list[Say]:
    return await imports.take(scene, Matter(effect.matter))


async def confirm_import(scene: Scene, effect: ConfirmImport) -> list[Say]:
    return await imports.confirm(scene, effect.draft_id)


async def drop_import(scene: Scene, effect: DropImport) -> list[Say]:
    return await imports.drop(scene, effect.draft_id)


async def close_unit(scene: Scene, effect: CloseUnit) -> list[Say]:
    return await confirmations.close(scene, effect.closing_id, effect.seen)


async def reject_claim(scene: Scene, effect: RejectClaim) -> list[Say]:
    return await acceptance.reject(scene, effect.claim_id, effect.reason)


EFFECTS: Mapping[type[Effect], Callable[[Scene, Any], Awaitable[list[Say]]]] = {
    Agree: joining.agree,
    Decide: issues.decide,
    Decline: joining.decline,
    AskToJoin: ask_to_join,
    Disseminate: dissemination.send,
    Enclose: dissemination.enclose,
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
    Object: objecting.keep,
    ChooseDay: extension.choose_day,
    AskExtension: extension.ask,
    DecideExtension: extension_decisions.decide,
    GiveBack: returning.give_back,
    CloseUnit: close_unit,
    RejectClaim: reject_claim,
    AskCorrection: personal.correct,
    AnswerRequest: personal_requests.answer,
}


async def carry_out(scene: Scene, effect: Effect) -> list[Say]:
    return await EFFECTS[type(effect)](scene, effect)
