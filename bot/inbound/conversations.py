"""Conversations as tables of steps; a step is a pure function of what is known and heard."""

from collections.abc import Mapping

from bot.features.absences import conversation as absence
from bot.features.acceptance import conversation as rejecting
from bot.features.announcements import conversation as disseminating
from bot.features.extensions import conversation as own_time
from bot.features.imports import conversation as importing
from bot.features.issues import conversation as deciding
from bot.features.privacy import conversation as requesting
from bot.features.questions import conversation as asking
from bot.features.registration import consent
from bot.features.registration import conversation as registration
from bot.features.reports import bulk_reply_conversation, objection_conversation
from bot.features.reports import conversation as answering
from bot.features.sign_off import conversation as closing
from bot.inbound.turn import Flow

FLOWS: Mapping[str, Flow] = {
    "absence": absence.FLOW,
    "answering": answering.FLOW,
    "asking": asking.FLOW,
    "closing": closing.FLOW,
    "consent": consent.FLOW,
    "deciding": deciding.FLOW,
    "importing": importing.FLOW,
    "disseminating": disseminating.FLOW,
    "listing": bulk_reply_conversation.FLOW,
    "objecting": objection_conversation.FLOW,
    "own_time": own_time.FLOW,
    "registration": registration.FLOW,
    "rejecting": rejecting.FLOW,
    "requesting": requesting.FLOW,
}
