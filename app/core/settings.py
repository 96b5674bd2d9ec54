"""Every setting of the service, read once from the environment (prefix APP_) and passed down."""

from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

DEMO_DOMAIN: Final = "demo.example"  # of the addresses of invented people
DEFAULT_SECRET: Final = "development-only-secret"  # noqa: S105 - refused in production


class Helpline(BaseModel, frozen=True):
    """A public number shown on the help page, and the day it was last checked."""

    number: str
    name_fr: str
    name_ar: str
    checked_on: date


class Settings(BaseSettings):
    """The service's settings; `docs/settings.md` lists them all."""

    model_config = SettingsConfigDict(
        env_prefix="APP_", frozen=True, extra="ignore", env_nested_delimiter="__"
    )

    environment: Annotated[
        Literal["development", "production"],
        Field(description="In production, default secrets and specimen keys are refused."),
    ] = "development"
    demo: Annotated[
        bool, Field(description="Demo mode: shows that people and certificates are invented.")
    ] = False
    data_dir: Annotated[
        Path, Field(description="Folder of the database, keys, certificates, caches, letters.")
    ] = Path("var")
    database_url: Annotated[
        str | None,
        Field(description="postgresql://… ; empty for the embedded SQLite file in data_dir."),
    ] = None
    content_root: Annotated[Path, Field(description="Folder of the course.")] = Path("content")
    exam_root: Annotated[
        Path | None,
        Field(description="Private folder of the live exam pool, same shape as content_root."),
    ] = None
    base_url: Annotated[
        str, Field(description="Public address of the site, without a final slash.")
    ] = "http://127.0.0.1:8000"
    secret_key: Annotated[
        SecretStr,
        Field(description="Keys the name check of erased certificates; keep it for ever."),
    ] = SecretStr(DEFAULT_SECRET)
    trusted_proxies: Annotated[
        str, Field(description="Addresses whose X-Forwarded-For is believed, comma-separated.")
    ] = ""
    processes: Annotated[
        int, Field(ge=1, le=64, description="Web processes; more than one needs PostgreSQL.")
    ] = 1
    run_worker: Annotated[
        bool, Field(description="Whether `lms serve` runs the worker as its child.")
    ] = True

    platform_name_fr: Annotated[str, Field(description="The platform's name in French.")] = (
        "Formation Traite"
    )
    platform_name_ar: Annotated[str, Field(description="The platform's name in Arabic.")] = (
        "تكوين مكافحة الاتجار بالبشر"
    )
    commission_name_fr: Annotated[
        str, Field(description="The Commission's full name in French, also on certificates.")
    ] = (
        "Commission nationale chargée de la coordination des mesures ayant pour but "
        "la lutte et la prévention de la traite des êtres humains"
    )
    commission_name_ar: Annotated[
        str, Field(description="The Commission's full name in Arabic, also on certificates.")
    ] = "اللجنة الوطنية لتنسيق إجراءات مكافحة الاتجار بالبشر والوقاية منه"
    commission_short_fr: Annotated[str, Field(description="Short form, header strip.")] = (
        "Commission nationale de lutte contre la traite des êtres humains"
    )
    commission_short_ar: Annotated[str, Field(description="Short form, header strip.")] = (
        "اللجنة الوطنية لمكافحة الاتجار بالبشر"
    )
    iom_name_fr: Annotated[str, Field(description="IOM's full name in French.")] = (
        "Organisation internationale pour les migrations"
    )
    iom_name_ar: Annotated[str, Field(description="IOM's full name in Arabic.")] = (
        "المنظمة الدولية للهجرة"
    )
    iom_short_fr: Annotated[str, Field(description="Short form, header strip.")] = "OIM Maroc"
    iom_short_ar: Annotated[str, Field(description="Short form, header strip.")] = (
        "المنظمة الدولية للهجرة بالمغرب"
    )
    place_fr: Annotated[str, Field(description="Where certificates are made out, in French.")] = (
        "Rabat"
    )
    place_ar: Annotated[str, Field(description="Where certificates are made out, in Arabic.")] = (
        "الرباط"
    )
    logos_dir: Annotated[
        Path | None,
        Field(description="Folder with commission.svg|png and iom.svg|png; empty shows the names."),
    ] = None
    exit_url: Annotated[
        str, Field(pattern="^https://", description="Neutral page that the quick exit opens.")
    ] = "https://www.marocmeteo.ma/"
    helplines: Annotated[
        tuple[Helpline, ...],
        Field(description="JSON list of helplines: number, name_fr, name_ar, checked_on."),
    ] = ()
    source_url: Annotated[
        str, Field(description="Where the source code can be had (AGPL-3.0); empty shows none.")
    ] = ""
    contact_email: Annotated[
        str, Field(description="Address for questions about the platform; empty shows none.")
    ] = ""

    signing_key: Annotated[
        Path | None, Field(description="PKCS#12 file that signs certificates.")
    ] = None
    signing_passphrase: Annotated[
        SecretStr, Field(description="Passphrase of the PKCS#12 file.")
    ] = SecretStr("")

    mail_from: Annotated[str, Field(description="Sender of the letters.")] = (
        "formation@localhost.localdomain"
    )
    smtp_host: Annotated[
        str, Field(description="SMTP server; empty writes the letters to data_dir/outbox.")
    ] = ""
    smtp_port: Annotated[int, Field(description="SMTP port.")] = 587
    smtp_user: Annotated[str, Field(description="SMTP account, if it needs one.")] = ""
    smtp_password: Annotated[SecretStr, Field(description="SMTP password.")] = SecretStr("")
    smtp_starttls: Annotated[
        bool, Field(description="Encrypt the SMTP connection; required in production.")
    ] = True

    session_idle_minutes: Annotated[
        int, Field(ge=5, description="A session unused for this long is over.")
    ] = 120
    session_hours: Annotated[
        int, Field(ge=1, description="A session is over after this long, used or not.")
    ] = 12

    @property
    def is_production(self) -> bool:
        """Whether this serves real people."""
        return self.environment == "production"

    @property
    def database(self) -> str:
        """The database's URL: the one given, else the SQLite file in `data_dir`."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'lms.sqlite3').absolute()}"

    @property
    def key_path(self) -> Path:
        """The file of the signing key: the one given, else the development key."""
        return self.signing_key or self.data_dir / "secrets" / "signing-specimen.p12"
