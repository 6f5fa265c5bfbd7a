"""Conversations as tables of steps; a step is a pure function of what is known and heard."""

from collections.abc import Mapping

from bot.conversations import (
    answering,
    asking,
    closing,
    consent,
    disseminating,
    importing,
    listing,
    registration,
    rejecting,
)
from bot.conversations.turn import Flow

FLOWS: Mapping[str, Flow] = {
    "answering": answering.FLOW,
    "asking": asking.FLOW,
    "closing": closing.FLOW,
    "consent": consent.FLOW,
    "importing": importing.FLOW,
    "disseminating": disseminating.FLOW,
    "listing": listing.FLOW,
    "registration": registration.FLOW,
    "rejecting": rejecting.FLOW,
}
