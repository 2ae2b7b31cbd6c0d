"""Instants as people read them: in the department's zone, in the language of the page."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_datetime
from flask_babel import get_locale, gettext, ngettext

from flows.talk.window import OPEN

DEFAULT_ZONE = "Asia/Hong_Kong"
FIRST_YEAR, LAST_YEAR = 2000, 2999
_DAY = {"en": "d MMM y", "zh": "y年M月d日"}


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name, or Hong Kong's when there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(DEFAULT_ZONE)


def day(instant: datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """The day: ``3 Dec 2026``, ``2026年12月3日``."""
    return _written(instant, zone, _day_pattern())


def clock(instant: datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """The time of day: ``14:05``."""
    return _written(instant, zone, "HH:mm")


def moment(instant: datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """Day and time."""
    return _written(instant, zone, f"{_day_pattern()} HH:mm")


def midnight(zone: str = DEFAULT_ZONE) -> datetime:
    """When today began in ``zone``, in UTC."""
    here = now().astimezone(zone_of(zone))
    return here.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def day_given(text: str) -> date | None:
    """The day that somebody chose (``2026-12-31``), or None when it is none of our times."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def window_left(last_inbound_at: datetime | None) -> str:
    """How long the person may still be answered freely; empty when the window is shut."""
    if last_inbound_at is None:
        return ""
    minutes = int((last_inbound_at + OPEN - now()) / timedelta(minutes=1))
    if minutes <= 0:
        return ""
    hours, minutes = divmod(minutes, 60)
    if hours:
        return str(gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes))
    return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))


def _day_pattern() -> str:
    locale = get_locale()
    return _DAY.get(locale.language if locale else "en", _DAY["en"])


def _written(instant: datetime | None, zone: str, pattern: str) -> str:
    if instant is None:
        return ""
    return format_datetime(instant, pattern, tzinfo=zone_of(zone), locale=get_locale() or "en")
