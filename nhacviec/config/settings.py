"""Settings: environment variables NHACVIEC_*, or a TOML file, or a file per secret."""

import os
import tomllib
from collections.abc import Collection
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from domain.imports.changes.endings import SHARE
from domain.messaging.quota import Quota
from domain.people.chat_links import Home
from domain.summaries.briefing import BriefingSchedule
from nhacviec.config.department_bots import DepartmentBot, TelegramBot, ZaloBot, zalo_channels
from nhacviec.config.secret_files import SettingsWrong as SettingsWrong
from nhacviec.config.secret_files import read_secret, refuse_open

PREFIX = "NHACVIEC_"
SETTINGS_FILE = "nhacviec.toml"
SHORTEST_KEY = 16
PORT = 8025
ENCRYPTED = "phone numbers and chat addresses in PostgreSQL are encrypted"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def on_server(url: str) -> str:
    """The address of a server with the driver that we use."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def settings_file() -> Path:
    """The one that NHACVIEC_SETTINGS_FILE names, which must be there, or that of this folder."""
    return Path(os.environ.get(f"{PREFIX}SETTINGS_FILE", SETTINGS_FILE))


class Settings(BaseSettings):
    """Everything that differs from one installation to the next."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid")

    database_url: str = Field(default="sqlite+aiosqlite:///var/nhacviec.db", repr=False)
    database_password: SecretStr = SecretStr("")
    data_key: SecretStr = SecretStr("")
    engine: Literal["local", "procrastinate"] = "local"
    files_dir: Path = Path("var/files")
    backup_dir: Path | None = None
    backup_keep: int = Field(default=14, ge=1, le=3650)
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=PORT, ge=1, le=65535)
    watch_port: int = Field(default=0, ge=0, le=65535)
    public_url: str = f"http://127.0.0.1:{PORT}"
    secret_key: SecretStr = SecretStr("")
    fallback_minutes: int = Field(default=30, ge=1)
    backlog_minutes: int = Field(default=10, ge=0, le=120)
    clamd: str = ""
    heartbeat_url: SecretStr = SecretStr("")
    metrics_token: SecretStr = SecretStr("")
    policy_file: Path | None = None
    briefing_day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "off"] = "monday"
    briefing_at: time = time(7, 30)
    log_head: Literal["daily", "off"] = "daily"
    readiness_days: int = Field(default=5, ge=0, le=20)
    import_days: int = Field(default=30, ge=1, le=3650)
    import_end_share: int = Field(default=SHARE, ge=0, le=100)
    invitation_days: int = Field(default=15, ge=1, le=365)
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = ""
    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_secret: SecretStr = SecretStr("")
    telegram_groups: list[int] = Field(default_factory=list)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_claim: str = Field(default="email", min_length=1)
    web_push: Literal["on", "off"] = "off"
    unit_groups: Literal["on", "off"] = "off"
    telegram_bot: str = ""
    telegram_bots: list[TelegramBot] = Field(default_factory=list)
    telegram_probe: Literal["on", "off"] = "off"
    zalo_token: SecretStr = SecretStr("")
    zalo_api_url: str = "https://bot-api.zaloplatforms.com"
    zalo_users: int = Field(default=50, ge=1)
    zalo_messages: int = Field(default=3000, ge=1)
    zalo_links: list[str] = Field(default_factory=list)
    zalo_bots: list[ZaloBot] = Field(default_factory=list)
    zalo_mode: Literal["polling", "webhook"] = "polling"
    zalo_secret: SecretStr = SecretStr("")
    zalo_oa_app_id: str = ""
    zalo_oa_app_secret: SecretStr = SecretStr("")
    zalo_oa_secret: SecretStr = SecretStr("")
    zalo_oa_link: str = ""
    zalo_oa_seen: Literal["on", "off"] = "off"
    zalo_oa_phone: Literal["on", "off"] = "off"
    zalo_oa_template: str = ""
    zalo_oa_business_url: str = "https://business.openapi.zalo.me"
    zalo_oa_api_url: str = "https://openapi.zalo.me"
    zalo_oa_oauth_url: str = "https://oauth.zaloapp.com"

    @model_validator(mode="after")
    def _address_follows_port(self) -> "Settings":
        """An address that was not given is that of this machine, at the port of the service."""
        if "public_url" not in self.model_fields_set:
            self.public_url = f"http://127.0.0.1:{self.http_port}"
        elif self.http_port != PORT and self.public_url.endswith(f":{PORT}"):
            name = f"{PREFIX}PUBLIC_URL"
            raise ValueError(
                f"{name} still says port {PORT}; the service listens at {self.http_port}"
            )
        return self

    @property
    def is_local(self) -> bool:
        """Whether people open it on this machine only."""
        return urlsplit(self.public_url).hostname in ("127.0.0.1", "::1", "localhost")

    @property
    def rhythm(self) -> BriefingSchedule | None:
        """When the leaders meet."""
        if self.briefing_day == "off":
            return None
        return BriefingSchedule(WEEKDAYS.index(self.briefing_day), self.briefing_at)

    @property
    def data_keys(self) -> list[str]:
        """The key that values are encrypted with, then those of before: one in each line."""
        return self.data_key.get_secret_value().splitlines()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - not one of our sources
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - nor is this one
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())

    @field_validator(
        "public_url",
        "telegram_api_url",
        "zalo_api_url",
        "zalo_oa_api_url",
        "zalo_oa_oauth_url",
        "zalo_oa_business_url",
    )
    @classmethod
    def _is_http(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url.rstrip("/")

    @field_validator("heartbeat_url")
    @classmethod
    def _is_web_address(cls, url: SecretStr) -> SecretStr:
        if not f"{url.get_secret_value()}https://".startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url

    @field_validator("database_url")
    @classmethod
    def _is_known_database(cls, url: str) -> str:
        url = on_server(url)
        if not url.startswith(("sqlite+aiosqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql+psycopg://")
        return url

    @field_validator("telegram_bots")
    @classmethod
    def _one_each(cls, bots: list[TelegramBot]) -> list[TelegramBot]:
        if len({each.unit for each in bots}) < len(bots):
            raise ValueError("a department has two bots")
        return bots

    @field_validator("telegram_bots", "zalo_bots")
    @classmethod
    def _named_once(cls, bots: list[DepartmentBot]) -> list[DepartmentBot]:
        if len({each.token for each in bots}) < len(bots):
            raise ValueError("the same bot is named twice")
        return bots

    @field_validator("secret_key", "metrics_token")
    @classmethod
    def _is_long_enough(cls, key: SecretStr) -> SecretStr:
        if 0 < len(key.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"must have at least {SHORTEST_KEY} characters")
        return key

    @field_validator("data_key")
    @classmethod
    def _are_long_enough(cls, keys: SecretStr) -> SecretStr:
        if any(len(each) < SHORTEST_KEY for each in keys.get_secret_value().splitlines()):
            raise ValueError(f"must have at least {SHORTEST_KEY} characters in each line")
        return keys

    @model_validator(mode="after")
    def _password_joins_the_address(self) -> "Settings":
        password = quote(self.database_password.get_secret_value(), safe="")
        if password:
            scheme, _, rest = self.database_url.partition("://")
            user, at, place = rest.partition("@")
            if not (at and user) or ":" in user:
                wanted = "postgresql://user@host/name"
                raise ValueError(f"{PREFIX}DATABASE_PASSWORD needs a DATABASE_URL like {wanted}")
            self.database_url = f"{scheme}://{user}:{password}@{place}"
        return self

    @model_validator(mode="after")
    def _a_server_has_a_key(self) -> "Settings":
        if self.database_url.startswith("postgresql") and not self.data_keys:
            raise ValueError(f"{PREFIX}DATA_KEY is missing: {ENCRYPTED} with it")
        return self

    @model_validator(mode="after")
    def _webhooks_have_secrets(self) -> "Settings":
        for name in ("telegram", "zalo"):
            if getattr(self, f"{name}_mode") == "webhook" and not getattr(self, f"{name}_secret"):
                raise ValueError(f"{PREFIX}{name.upper()}_SECRET is missing for webhook mode")
        return self

    @model_validator(mode="after")
    def _accounts_are_whole(self) -> "Settings":
        """All of it or nothing, and nothing of it without encryption."""
        given = self.oidc_issuer, self.oidc_client_id
        secret = self.oidc_client_secret.get_secret_value()
        if any(given) and not (all(given) and secret):
            names = f"{PREFIX}OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET"
            raise ValueError(f"{names} belong together")
        if self.oidc_issuer and not self.oidc_issuer.startswith("https://"):
            raise ValueError(f"{PREFIX}OIDC_ISSUER must begin with https://")
        return self

    @model_validator(mode="after")
    def _account_is_whole(self) -> "Settings":
        secrets = self.zalo_oa_app_secret, self.zalo_oa_secret
        if self.zalo_oa_app_id and not all(each.get_secret_value() for each in secrets):
            names = f"{PREFIX}ZALO_OA_APP_ID, _APP_SECRET and _SECRET"
            raise ValueError(f"{names} belong together")
        return self

    @model_validator(mode="after")
    def _push_needs_https(self) -> "Settings":
        if self.web_push == "on" and not self.public_url.startswith("https://"):
            raise ValueError(f"{PREFIX}WEB_PUSH needs a {PREFIX}PUBLIC_URL with https://")
        return self

    @property
    def zalo_shared(self) -> dict[str, str]:
        """The token of each Zalo bot of all departments under its channel: zalo, zalo2, zalo3 …"""
        tokens = self.zalo_token.get_secret_value().replace(",", " ").split()
        return {f"zalo{n if n > 1 else ''}": token for n, token in enumerate(tokens, start=1)}

    @property
    def quotas(self) -> dict[str, Quota]:
        """What channels bear, where that is limited."""
        usual = Quota(self.zalo_users, self.zalo_messages)
        own = {name: bot.quota(usual) for name, bot in zalo_channels(self.zalo_bots).items()}
        return dict.fromkeys(self.zalo_shared, usual) | own

    @property
    def homes(self) -> dict[str, Home]:
        """The departments of the bots that belong to one, by channel."""
        own = {each.channel: each.home for each in self.telegram_bots}
        return own | {name: bot.home for name, bot in zalo_channels(self.zalo_bots).items()}


BESIDES = ("SETTINGS_FILE", "LOG_LEVEL", "LANGUAGE")
"""Names that are read before the settings are."""
LIKE = {
    "telegram_groups": "[-1001234567890]",
    "telegram_bots": '[{"unit": "VP", "token_file": "/etc/nhacviec/vp.token"}]',
    "zalo_links": '["https://zalo.me/1234567890"]',
    "zalo_bots": '[{"unit": "VP", "token_file": "/etc/nhacviec/vp.token"}]',
}
"""How settings of several parts are written in an environment variable."""
SECRETS = [name for name, field in Settings.model_fields.items() if field.annotation is SecretStr]


def load(environment: dict[str, str], **given: Any) -> Settings:
    """Read the settings; raises SettingsWrong with one clear line that names what is wrong.

    A secret may stand in a file named by NHACVIEC_<NAME>_FILE.
    """
    for name in SECRETS:
        path = environment.pop(f"{PREFIX}{name.upper()}_FILE", None)
        if path is not None:
            given.setdefault(name, read_secret(f"{PREFIX}{name.upper()}", Path(path)))
    _refuse_unknown(environment)
    file = settings_file()
    refuse_open(file, SECRETS)
    try:
        if f"{PREFIX}SETTINGS_FILE" in os.environ:
            file.stat()
        return Settings(**given)
    except ValidationError as wrong:
        raise SettingsWrong(_first_line(wrong)) from None
    except SettingsError as wrong:
        name = next(each for each in Settings.model_fields if f'"{each}"' in str(wrong))
        why = f"must be written as JSON, like {LIKE[name]}"
        raise SettingsWrong(f"{PREFIX}{name.upper()}: {why}") from None
    except (OSError, tomllib.TOMLDecodeError) as unreadable:
        raise SettingsWrong(f"{file}: {unreadable}") from None


def _refuse_unknown(environment: Collection[str]) -> None:
    """A name that is spelt wrong would be silence about what somebody has set."""
    names = [name.upper() for name in Settings.model_fields]
    known = [PREFIX + name for name in (*names, *BESIDES)]
    known += [f"{PREFIX}{name.upper()}_FILE" for name in SECRETS]
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, 1)
            if near:
                raise SettingsWrong(f"{name} is no setting; is {near[0]} meant?")
            raise SettingsWrong(f"{name} is no setting")


def _first_line(wrong: ValidationError) -> str:
    error = wrong.errors(include_url=False, include_input=False)[0]
    message = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        return message
    return f"{PREFIX}{str(error['loc'][0]).upper()}: {message}"
