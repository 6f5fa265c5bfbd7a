"""The lines of a chat as its page wants them."""

from collections.abc import Sequence
from typing import Any

from bot.rendering.catalogue import Language
from domain.calendar.work_calendar import local
from storage.messaging.message_log import ChatLine

VIETNAMESE = Language("vi")


def shown(lines: Sequence[ChatLine]) -> list[dict[str, Any]]:
    """The lines of a chat as the page wants them; a press is shown by the button's label."""
    labels = {tap: label for line in lines for row in line.buttons for label, tap in row}
    return [
        {
            "id": line.id,
            "at": line.at.isoformat(),
            "time": f"{local(line.at):%H:%M}",
            "day": VIETNAMESE.day(local(line.at).date()),
            "mine": line.mine,
            "html": line.html,
            "text": _without_code(line.text) or labels.get(line.tap, ""),
            "buttons": [[{"label": b[0], "tap": b[1]} for b in row] for row in line.buttons],
            "files": list(line.files),
        }
        for line in lines
        if line.html or line.text or line.tap or line.files
    ]


def _without_code(text: str) -> str:
    """An invitation is not shown again once it was entered."""
    return text.split()[0] if text.startswith("/start ") else text
