"""The channels that the settings ask for, with their webhooks."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog
from starlette.routing import BaseRoute, Route

from bot.channels.email.channel import EmailChannel, MailOptions
from bot.channels.protocol import Channel, SendFailed
from bot.channels.telegram.channel import TelegramChannel, TelegramOptions
from bot.channels.web.channel import WebChannel
from bot.channels.zalo.channel import ZaloChannel
from bot.channels.zalo.client import ZaloOptions
from bot.channels.zalo_line import Endpoint
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.channels.zalo_oa.client import OaOptions
from bot.channels.zalo_oa.templates import ZaloTemplateChannel
from bot.delivery.alerts import Alarms
from bot.delivery.dependencies import HandlerDependencies
from domain.messaging.quota import Budget
from domain.people.chat_links import messenger_of
from nhacviec.config.department_bots import zalo_channels
from nhacviec.config.settings import Settings
from nhacviec.runtime.clock import Clock, new_code, new_token
from web.pages.sign_in.provider import BACK, Provider

TELL_AGAIN_S = (1, 5, 30, 60)

AskBudget = Callable[[datetime, str], Awaitable[Budget | None]]

log = structlog.get_logger()


class ClosableChannel(Channel, Protocol):
    """A channel with something to give back at the end."""

    async def close(self) -> None: ...


class Pushed(ClosableChannel, Protocol):
    """A messenger that can push what it hears."""

    def webhook(self, secret: str) -> Endpoint: ...
    async def set_webhook(self, url: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Messengers:
    """The web channel always, the others where there is a token. `pushing`: by webhook.

    `units`: the department of each bot that belongs to one.
    """

    web: WebChannel
    others: tuple[ClosableChannel, ...]
    pushing: tuple[tuple[Pushed, str], ...]
    alarms: Alarms
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def channels(self) -> dict[str, Channel]:
        return {each.name: each for each in (self.web, *self.others)}

    def routes(self) -> Sequence[BaseRoute]:
        """Where messengers push to."""
        return [
            Route(f"/hooks/{each.name}", each.webhook(secret), methods=["POST"])
            for each, secret in self.pushing
        ]

    async def announce(self, public_url: str) -> None:
        """Tell messengers where to push."""
        await asyncio.gather(
            *(self._tell(each, f"{public_url}/hooks/{each.name}") for each, _ in self.pushing)
        )

    async def _tell(self, channel: Pushed, url: str) -> None:
        """Until it has understood or has refused for good."""
        for delay in (0, *TELL_AGAIN_S):
            await asyncio.sleep(delay)
            try:
                await channel.set_webhook(url)
            except SendFailed as failed:
                log.warning("webhook not set", channel=channel.name, reason=failed.reason)
            else:
                return
        self.alarms.sound(f"{messenger_of(channel.name)}.webhook", self.units.get(channel.name, ""))

    async def close(self) -> None:
        for each in self.others:
            await each.close()


def messengers(known: Settings, alarms: Alarms, clock: Clock) -> Messengers:
    """What the settings ask for."""
    found: list[tuple[Pushed, str]] = []
    if known.telegram_token.get_secret_value():
        token = known.telegram_token.get_secret_value()
        found.append((_telegram(known, token, alarms, clock), _secret(known, "telegram")))
    for bot in known.telegram_bots:
        telegram = _telegram(known, bot.token, alarms.of(bot.unit), clock, bot.channel)
        found.append((telegram, _secret(known, "telegram")))
    options = ZaloOptions(api_url=known.zalo_api_url)
    for name, token in known.zalo_shared.items():
        zalo = ZaloChannel(token, clock, alarms, options, name)
        found.append((zalo, _secret(known, "zalo")))
    for name, own in zalo_channels(known.zalo_bots).items():
        zalo = ZaloChannel(own.token, clock, alarms.of(own.unit), options, name)
        found.append((zalo, _secret(known, "zalo")))
    pushing: tuple[tuple[Pushed, str], ...] = tuple(
        (each, secret) for each, secret in found if secret
    )
    others: list[ClosableChannel] = [each for each, _ in found]
    if known.zalo_oa_app_id:
        account = ZaloOaChannel(alarms.db, oa_options(known), clock, alarms)
        pushing += ((account, known.zalo_oa_secret.get_secret_value()),)
        others.append(account)
        if known.zalo_oa_template:
            others.append(ZaloTemplateChannel(account, known.zalo_oa_template))
    if known.smtp_host:
        others.append(_email(known, alarms))
    units = {channel: home.unit for channel, home in known.homes.items()}
    return Messengers(WebChannel(), tuple(others), pushing, alarms, units)


def dependencies(known: Settings, budget: AskBudget) -> HandlerDependencies:
    """What answers may need besides, of this installation."""
    return HandlerDependencies(
        known.public_url,
        new_token,
        known.quotas,
        budget=budget,
        new_code=new_code,
        homes=known.homes,
        end_share=known.import_end_share,
        unit_groups=known.unit_groups == "on",
        keeps_seen=known.zalo_oa_seen == "on",
    )


def listening(known: Settings) -> list[str]:
    """The channels on which people speak, by name."""
    telegram = ["telegram"] if known.telegram_token.get_secret_value() else []
    account = [ZaloOaChannel.name] if known.zalo_oa_app_id else []
    return [WebChannel.name, *telegram, *known.zalo_shared, *account, *known.homes]


def oa_options(known: Settings) -> OaOptions:
    """The app that speaks for the Official Account."""
    return OaOptions(
        known.zalo_oa_app_id,
        known.zalo_oa_app_secret.get_secret_value(),
        known.zalo_oa_api_url,
        known.zalo_oa_oauth_url,
        known.zalo_oa_business_url,
        phone=known.zalo_oa_phone == "on",
    )


def accounts(known: Settings, now: Clock) -> Provider | None:
    """Who signs people in on the board besides the chat, where the settings name somebody."""
    if not known.oidc_issuer:
        return None
    secret, back = known.oidc_client_secret.get_secret_value(), f"{known.public_url}{BACK}"
    who = known.oidc_issuer, known.oidc_client_id, secret, known.oidc_claim
    return Provider(*who, back, lambda: now().timestamp())


def _email(known: Settings, alarms: Alarms) -> EmailChannel:
    return EmailChannel(
        MailOptions(
            known.smtp_host,
            known.smtp_from,
            known.smtp_port,
            known.smtp_user,
            known.smtp_password.get_secret_value(),
            known.smtp_tls,
        ),
        alarms,
    )


def _telegram(
    known: Settings,
    token: str,
    alarm: Callable[[str], None],
    clock: Clock,
    name: str = TelegramChannel.kind,
) -> TelegramChannel:
    options = TelegramOptions(
        api_url=known.telegram_api_url,
        probe=known.telegram_probe == "on",
        groups=frozenset(known.telegram_groups),
        unit_groups=known.unit_groups == "on",
    )
    return TelegramChannel(token, clock, alarm, options, name)


def _secret(known: Settings, name: str) -> str:
    """The secret of its webhook; empty where it is polled."""
    if getattr(known, f"{name}_mode") != "webhook":
        return ""
    secret: str = getattr(known, f"{name}_secret").get_secret_value()
    return secret
