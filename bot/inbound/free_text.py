"""Steps that take free text: thanks and greetings are not taken for it, and "hủy" ends them."""

from collections.abc import Callable, Collection
from functools import wraps

from bot.inbound.turn import Data, Step, Turn
from domain.messaging.messages import IncomingEvent, Reply
from domain.replies.content import Courtesy, courtesy_of, read_words
from domain.replies.follow_up import FollowUp
from domain.text.normalize import plain


def content_only(
    step_name: str, *, consent_counts: bool = False, but: Collection[str] = ()
) -> Callable[[Step], Step]:
    """Hand only content to a step, which is asked again under `step_name`.

    `consent_counts`: "đồng ý", "vâng" are an answer there. `but`: words that the step knows itself.
    """

    def around(step: Step) -> Step:
        @wraps(step)
        def hear(data: Data, event: IncomingEvent) -> Turn:
            if event.tap or event.files or not event.text.strip():
                return step(data, event)
            kind = read_words(event.text).kind
            if plain(event.text).rstrip(" .") in but or _counts(kind, event.text, consent_counts):
                return step(data, event)
            if kind is FollowUp.UNDO:
                return Turn(Reply("help.dropped"))
            return Turn(Reply("help.still_waiting"), step_name, data)

        return hear

    return around


def _counts(kind: FollowUp, text: str, consent_counts: bool) -> bool:
    if kind is FollowUp.PLEASANTRY:
        return consent_counts and courtesy_of(text) is Courtesy.ACKNOWLEDGEMENT
    return kind is not FollowUp.UNDO
