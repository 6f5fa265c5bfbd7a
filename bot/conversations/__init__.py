"""Conversations as tables of steps; a step is a pure function of what is known and heard."""

from collections.abc import Mapping

from bot.conversations import (
    answering,
    asking,
    consent,
    disseminating,
    importing,
    listing,
    own_time,
    registration,
)
from bot.conversations.turn import Flow

FLOWS: Mapping[str, Flow] = {
    "answering": answering.FLOW,
    "asking": asking.FLOW,
    "consent": consent.FLOW,
    "importing": importing.FLOW,
    "disseminating": disseminating.FLOW,
    "listing": listing.FLOW,
    "own_time": own_time.FLOW,
    "registration": registration.FLOW,
}
