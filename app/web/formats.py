"""Dates, times, numbers and durations as Moroccan readers write them; digits 0-9 in both."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from app.core.i18n import Language

MOROCCO: Final = ZoneInfo("Africa/Casablanca")
MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
        "octobre", "novembre", "décembre",
    ),
    "ar": (
        "يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر",
        "نونبر", "دجنبر",
    ),
}  # fmt: skip
NARROW_SPACE: Final = "\u202f"
NO_BREAK_SPACE: Final = "\u00a0"
_ISOLATED: Final = re.compile(r"<bdi\b[^>]*>(.*?)</bdi>")
# One, two, three to ten, more: what Arabic counts with each.
_MINUTES: Final = ("دقيقة واحدة", "دقيقتان", "دقائق", "دقيقة")
_HOURS: Final = ("ساعة واحدة", "ساعتان", "ساعات", "ساعة")


def format_date(value: date | datetime, language: Language) -> str:
    """Return `21 novembre 2026` or `21 نونبر 2026`; an instant is first taken to Morocco."""
    day = value.astimezone(MOROCCO).date() if isinstance(value, datetime) else value
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return NO_BREAK_SPACE.join((number, MONTHS[language][day.month - 1], str(day.year)))


def format_time(value: datetime) -> str:
    """Return the hour and minute in Morocco, `14:32`."""
    return value.astimezone(MOROCCO).strftime("%H:%M")


def format_number(value: float) -> str:
    """Return the number with the decimal comma and, from 10 000 on, thin spaces."""
    shown = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    group = NARROW_SPACE if abs(value) >= 10_000 else ""  # noqa: PLR2004
    return shown.replace(",", "\0").replace(".", ",").replace("\0", group)


def format_percent(value: float, language: Language) -> str:
    """Return a share of 1 as a percentage: `80 %` in French, `80%` in Arabic; rounded down.

    Rounded down so that 69.9 is never shown as the 70 that passes.
    """
    gap = NARROW_SPACE if language == "fr" else ""
    return f"{int(value * 100 + 1e-9)}{gap}%"


def format_duration(minutes: int, language: Language) -> str:
    """Return a length of study: `85 min`, `12 h 25`; `85 دقيقة`, `12 س 25 د`."""
    hours, rest = divmod(minutes, 60)
    if minutes < 120:  # noqa: PLR2004 - up to two hours minutes read better
        return _joined((minutes, "min")) if language == "fr" else _arabic(minutes, *_MINUTES)
    if language == "fr":
        return _joined((hours, "h"), (f"{rest:02}",)) if rest else _joined((hours, "h"))
    return _joined((hours, "س"), (rest, "د")) if rest else _arabic(hours, *_HOURS)


def _joined(*parts: tuple[object, ...]) -> str:
    return NO_BREAK_SPACE.join(str(word) for part in parts for word in part)


def _arabic(count: int, one: str, two: str, few: str, many: str) -> str:
    """Return a number with what it counts, as Arabic grammar asks."""
    if count in {1, 2}:
        return (one, two)[count - 1].replace(" ", NO_BREAK_SPACE)
    return _joined((count, few if 3 <= count % 100 <= 10 else many))  # noqa: PLR2004 - CLDR


def words_of(html: str) -> str:
    """Return the words of HTML where no element may stand (an option of a list, an attribute).

    What `<bdi>` kept apart stays so by characters: an Arabic option would draw 448-1 as 1-448.
    """
    return Markup(_ISOLATED.sub("\u2066\\1\u2069", str(html))).striptags()  # noqa: S704 - stripped


def filters(language: Language) -> dict[str, Callable[..., Any]]:
    """Return the Jinja filters of one language: date, time, number, words, percent, duration."""
    return {
        "date": lambda value: format_date(value, language),
        "time": format_time,
        "number": format_number,
        "words": words_of,
        "percent": lambda value: format_percent(value, language),
        "duration": lambda value: format_duration(value, language),
    }
