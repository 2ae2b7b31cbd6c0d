"""The filters that a placeholder may use. Each takes a value and gives back what to show."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from liquid import RenderContext
from liquid.filter import with_context

from flows.understanding.days import months_after, spoken

LANGUAGE = "language"  # under this name a text's own language is known to its filters
_WEEKDAYS = {
    "zh-Hant": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_LARGEST = Decimal(10) ** 15  # a number beyond this is a mistake, and would be slow to print
_LONGEST_SPAN = 36_525  # days; a century


def default(value: Any, instead: object = "") -> Any:
    """``instead`` where there is no value."""
    return instead if value is None or str(value).strip() == "" else value


@with_context
def shown_date(value: object, pattern: object = "", *, context: RenderContext) -> str:
    """An ISO date as the text's language writes it: ``1 April 2026``, ``2026年4月1日``.

    The pattern ``weekday`` adds the day of the week; ``en`` or ``zh`` writes it in that language.
    """
    day = _date(value)
    if day is None:
        return str(value)
    language = str(context.resolve(LANGUAGE, default=""))
    if pattern in {"en", "zh"}:
        language = str(pattern)
    date_ = spoken(day, language)
    if pattern != "weekday":
        return date_
    if language.startswith("zh"):
        return f"{date_}（{_WEEKDAYS['zh-Hant'][day.weekday()]}）"
    return f"{_WEEKDAYS['en'][day.weekday()]}, {date_}"


def plus_days(value: object, days: object) -> str:
    """The ISO date so many days after ``value``."""
    day, count = _date(value), _decimal(days)
    if day is None or count is None or abs(count) > _LONGEST_SPAN:
        return str(value)
    try:
        return (day + timedelta(days=int(count))).isoformat()
    except OverflowError:
        return str(value)


def plus_months(value: object, months: object) -> str:
    """The ISO date so many months after ``value``; the month's last day where it has no such day."""
    day, count = _date(value), _decimal(months)
    if day is None or count is None or abs(count) > _LONGEST_SPAN // 30:
        return str(value)
    try:
        return months_after(day, int(count)).isoformat()
    except ValueError:
        return str(value)


def number(value: object, places: object = 0) -> str:
    """A number with thousands commas and so many decimal places (at most six)."""
    amount, digits = _decimal(value), _decimal(places)
    if amount is None or digits is None:
        return str(value)
    return f"{amount:,.{min(max(int(digits), 0), 6)}f}"


def money(value: object) -> str:
    """An amount in Hong Kong dollars."""
    amount = _decimal(value)
    return str(value) if amount is None else f"HK${amount:,.2f}"


def minus(value: object, other: object) -> Any:
    """The difference."""
    return _calculated(value, other, lambda one, two: one - two)


def times(value: object, other: object) -> Any:
    """The product."""
    return _calculated(value, other, lambda one, two: one * two)


def masked(value: object, shown: object = 3) -> str:
    """The first characters, the rest as dots."""
    text, count = str(value), _decimal(shown)
    kept = min(max(int(count), 0), 8) if count is not None else 3
    return text[:kept] + "•" * min(len(text[kept:]), 12)


def _calculated(
    value: object, other: object, operation: Callable[[Decimal, Decimal], Decimal]
) -> Any:
    one, two = _decimal(value), _decimal(other)
    if one is None or two is None:
        return value
    result = operation(one, two)
    if abs(result) > _LARGEST:
        return value
    return int(result) if result == result.to_integral_value() else float(result)


def _decimal(value: object) -> Decimal | None:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) <= _LARGEST else None


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


FILTERS: dict[str, Callable[..., Any]] = {
    "default": default,
    "date": shown_date,
    "plus_days": plus_days,
    "plus_months": plus_months,
    "number": number,
    "money": money,
    "minus": minus,
    "times": times,
    "masked": masked,
}
