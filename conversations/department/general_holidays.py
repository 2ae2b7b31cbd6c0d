"""Hong Kong's general holidays, as data for calendars.

By the General Holidays Ordinance (Cap. 149) these are the seventeen days that banks, schools,
public offices and departments keep, beside Sundays, which calendars have as weekdays. The library
calls them optional: what it calls public are the statutory holidays of the Employment Ordinance,
which lack Good Friday among others.
"""

from collections.abc import Iterable
from functools import lru_cache

import holidays

from flows.department.calendars import Holiday

LANGUAGES = {"en": "en_HK", "zh-Hant": "zh_HK", "zh-Hans": "zh_CN"}


def general_holidays(years: Iterable[int]) -> list[Holiday]:
    """Those of these years, in order, with their names in three languages."""
    return [holiday for year in sorted(set(years)) for holiday in _of(year)]


@lru_cache(maxsize=16)
def _of(year: int) -> tuple[Holiday, ...]:
    named = {
        tag: holidays.country_holidays(
            "HK", years=year, categories=(holidays.OPTIONAL,), language=language
        )
        for tag, language in LANGUAGES.items()
    }
    return tuple(
        Holiday(date=day.isoformat(), name={tag: str(found[day]) for tag, found in named.items()})
        for day in sorted(named["en"])
    )
