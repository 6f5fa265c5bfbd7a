"""Conversations as tables of steps; a step is a pure function of what is known and heard."""

from collections.abc import Mapping

from bot.conversations import (
    absence,
    answering,
    asking,
    closing,
    consent,
    deciding,
    disseminating,
    importing,
    listing,
    objecting,
    own_time,
    registration,
    rejecting,
    requesting,
)
from bot.conversations.turn import Flow

FLOWS: Mapping[str, Flow] = {
    "absence": absence.FLOW,
    "answering": answering.FLOW,
    "asking": asking.FLOW,
    "closing": closing.FLOW,
    "consent": consent.FLOW,
    "deciding": deciding.FLOW,
    "importing": importing.FLOW,
    "disseminating": disseminating.FLOW,
    "listing": listing.FLOW,
    "objecting": objecting.FLOW,
    "own_time": own_time.FLOW,
    "registration": registration.FLOW,
    "rejecting": rejecting.FLOW,
    "requesting": requesting.FLOW,
}
