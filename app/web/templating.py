"""One Jinja environment per language, shared by pages, letters and the certificate."""

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import (
    BaseLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    select_autoescape,
)

from app.core.i18n import DIRECTIONS, LANGUAGES, Language, other_language
from app.core.settings import Settings
from app.web.formats import filters


@dataclass(frozen=True)
class Site:
    """The names that the operator sets, in one language."""

    platform_name: str
    commission_name: str
    commission_short: str
    iom_name: str
    iom_short: str
    exit_url: str
    contact_email: str
    source_url: str
    base_url: str
    is_demo: bool


def site_of(settings: Settings, language: Language) -> Site:
    """Return the operator's names in one language."""

    def named(key: str) -> str:
        return str(getattr(settings, f"{key}_{language}"))

    return Site(
        platform_name=named("platform_name"),
        commission_name=named("commission_name"),
        commission_short=named("commission_short"),
        iom_name=named("iom_name"),
        iom_short=named("iom_short"),
        exit_url=settings.exit_url,
        contact_email=settings.contact_email,
        source_url=settings.source_url,
        base_url=settings.base_url,
        is_demo=settings.demo,
    )


class Templates:
    """The templates of every package, in both languages."""

    def __init__(
        self,
        settings: Settings,
        *,
        folders: Mapping[str, Path],
        translations: Mapping[Language, gettext.NullTranslations],
        static_url: Callable[[str], str],
    ) -> None:
        """Take the template folder of each package: `quiz/result.html` is looked up in `quiz`."""
        self._translations = translations
        cache = settings.data_dir / "cache" / "jinja"
        cache.mkdir(parents=True, exist_ok=True)
        loaders: dict[str, BaseLoader] = {
            name: FileSystemLoader(folder) for name, folder in folders.items()
        }
        self._environments = {
            language: _environment(
                language, settings, PrefixLoader(loaders), translations[language], static_url, cache
            )
            for language in LANGUAGES
        }

    def environment(self, language: Language) -> Environment:
        """Return the environment of one language."""
        return self._environments[language]

    def render(self, template: str, language: Language, **context: object) -> str:
        """Return the template filled in; raises UndefinedError for a name that is not given."""
        return self._environments[language].get_template(template).render(context)

    def translate(self, message: str, language: Language, **params: object) -> str:
        """Return one translated sentence, its `%(name)s` placeholders filled."""
        translated = self._translations[language].gettext(message)
        return translated % params if params else translated


def _environment(
    language: Language,
    settings: Settings,
    loader: BaseLoader,
    translations: gettext.NullTranslations,
    static_url: Callable[[str], str],
    cache: Path,
) -> Environment:
    environment = Environment(
        loader=loader,
        autoescape=select_autoescape(("html", "svg"), default=False),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=not settings.is_production,
        bytecode_cache=FileSystemBytecodeCache(str(cache), f"{language}-%s.bin"),
        cache_size=400,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(filters(language))
    other = other_language(language)
    environment.globals.update(
        locale=language,
        direction=DIRECTIONS[language],
        other_locale=other,
        other_direction=DIRECTIONS[other],
        site=site_of(settings, language),
        other_site=site_of(settings, other),
        url=lambda path: f"/{language}{path}",
        static=static_url,
        viewer=None,
        breadcrumb=(),
    )
    return environment
