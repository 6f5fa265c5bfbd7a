"""What time it is elsewhere, by the answer of a messenger's server that is talked to anyway."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import structlog

from nhacviec.config.settings import Settings

LIMIT_S = 5.0

log = structlog.get_logger()


class ExternalClock:
    """Asks one after the other; nothing but the bare address of the server is sent."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self.addresses = addresses

    async def __call__(self) -> datetime | None:
        """None where nobody says."""
        for each in self.addresses:
            try:
                async with httpx.AsyncClient(timeout=LIMIT_S) as client:
                    answer = await client.head(f"{each}/")
                return parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
            except (httpx.HTTPError, httpx.InvalidURL, OSError, KeyError, ValueError) as silent:
                log.info("nobody says what time it is", error=type(silent).__name__)
        return None


def elsewhere(known: Settings) -> ExternalClock:
    """The servers of the messengers that are switched on."""
    telegram = known.telegram_token.get_secret_value() or known.telegram_bots
    zalo = known.zalo_token.get_secret_value() or known.zalo_bots
    account = (known.zalo_oa_app_id, known.zalo_oa_api_url)
    on = ((telegram, known.telegram_api_url), (zalo, known.zalo_api_url), account)
    return ExternalClock([url for switched, url in on if switched])
