"""Settings of an installation, read once at the edge: environment (prefix TORENKAMER_), then DATA/torenkamer.toml.

Secrets are made at first start in DATA/secrets with mode 0600; they never come from the database.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import time
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from registry.clock import DEMO_MARK
from registry.errors import Anticipated
from registry.store import Store, open_store

FILE = "torenkamer.toml"
RUN_FILE = "run.json"  # ports that `up` found free, while it runs
REGISTRIES = "registries"
SECRET_NAMES = ("session", "caller", "mail")


class BadSettings(Anticipated):
    """A setting does not fit. Facts: name, problem."""

    code = "bad_settings"


class UnknownRegistry(Anticipated):
    """The installation has no registry of that name. Facts: name, known."""

    code = "unknown_registry"


class Settings(BaseSettings):
    """All settings of one installation with their defaults: one machine, SQLite, loopback, no relay, no internet."""

    model_config = SettingsConfigDict(env_prefix="TORENKAMER_", extra="forbid", env_nested_delimiter="__")

    data_dir: Path
    registries: tuple[str, ...] = ("main",)
    database_url: str | None = None  # of registry main; others: TORENKAMER_DATABASE_URLS__name
    database_urls: dict[str, str] = Field(default_factory=dict)

    host: str = "127.0.0.1"
    port: int = 8410
    base_url: str | None = None
    web_workers: int = 2
    language: Literal["nl", "en"] = "nl"
    theme_css: Path | None = None
    theme_class: str = "torenkamer-theme"

    prefect_port: int = 4210
    prefect_url: str | None = None  # where people reach Prefect's own pages, when a proxy shows them
    prefect_auth_string: SecretStr | None = None
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 8425
    mail_domain: str = "torenkamer.example"
    mail_from: str = "torenkamer"
    mail_name: str = "Torenkamer"
    relay_host: str | None = None
    relay_port: int = 587
    relay_username: str | None = None
    relay_password: SecretStr | None = None
    relay_security: Literal["none", "starttls", "tls"] = "starttls"

    local_accounts: bool = False
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_role_claim: str = "roles"

    sweep_seconds: int = 60

    @field_validator("port", "prefect_port", "smtp_port", "relay_port")
    @classmethod
    def _is_port(cls, value: int) -> int:
        if not 0 < value < 65536:
            raise ValueError("een poort ligt tussen 1 en 65535")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file (which arrives as init values)."""
        return env_settings, init_settings

    @property
    def is_demo(self) -> bool:
        """Tell whether the data folder carries the demo mark."""
        return (self.data_dir / DEMO_MARK).exists()

    @property
    def learned_folder(self) -> Path:
        """Return where what was learned from the question bank is kept; made anew when it is thrown away."""
        return self.data_dir / "learned"

    @property
    def public_url(self) -> str:
        """Return the address under which people open the pages, without a slash at the end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def prefect_api(self) -> str:
        """Return the address of Prefect's REST API."""
        return f"http://127.0.0.1:{self.prefect_port}/api"

    @property
    def prefect_auth(self) -> str | None:
        """Return the Basic credentials of Prefect's API, None while it listens on loopback only."""
        if self.prefect_auth_string is None:
            return None
        return base64.b64encode(self.prefect_auth_string.get_secret_value().encode()).decode()

    def database(self, registry: str) -> str:
        """Return the SQLAlchemy URL of a registry by name.

        Raises:
            UnknownRegistry: when the installation has none of that name.
        """
        if registry not in self.registries:
            raise UnknownRegistry(name=registry, known=", ".join(self.registries))
        if registry in self.database_urls:
            return self.database_urls[registry]
        if registry == "main" and self.database_url:
            return self.database_url
        return f"sqlite:///{self.data_dir / REGISTRIES / f'{registry}.sqlite3'}"

    def open(self, registry: str = "main") -> Store:
        """Open the store of a registry; the folder is made when it is not there."""
        url = self.database(registry)
        if url.startswith("sqlite"):
            private_folder(self.data_dir)
            private_folder(self.data_dir / REGISTRIES)
        return open_store(url, registry)


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner may read; one that is there keeps its rights, for its owner chose them.

    A folder each: `mkdir` gives parents that it makes on the way the rights of any other folder.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def default_data_dir() -> Path:
    """Return where the data lives when nobody says so."""
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(os.environ.get("TORENKAMER_DATA_DIR") or Path(home) / "torenkamer")


def load(data_dir: Path | None = None, **overrides: Any) -> Settings:
    """Read the settings of a data folder. `overrides` come from the command line and win.

    Raises:
        BadSettings: naming the setting and the problem.
    """
    folder = (data_dir or default_data_dir()).expanduser().absolute()
    values = _running_ports(folder)
    path = folder / FILE
    if path.exists():
        try:
            values |= tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSettings(name=str(path), problem=str(error)) from error
    try:
        settings = Settings(**(values | {"data_dir": folder}))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise BadSettings(name=name, problem=first["msg"]) from error
    given = {name: value for name, value in overrides.items() if value is not None}
    return settings.model_copy(update=given | {"data_dir": folder})  # --data wins over the environment


def _running_ports(folder: Path) -> dict[str, Any]:
    try:
        ports: dict[str, Any] = json.loads((folder / RUN_FILE).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return ports


def secret(settings: Settings, name: str) -> bytes:
    """Return a secret of the installation; it is made at first use, readable for its owner only."""
    if name not in SECRET_NAMES:
        raise KeyError(name)
    private_folder(settings.data_dir)
    folder = private_folder(settings.data_dir / "secrets")
    path = folder / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _complete(path)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    return _complete(path)


def _complete(path: Path) -> bytes:
    for _ in range(200):  # another process may be writing its first bytes
        value = path.read_text()
        if len(value) == 64:
            return bytes.fromhex(value)
        time.sleep(0.01)
    raise BadSettings(name=str(path), problem="het geheim is onvolledig; zet de reservekopie terug")
