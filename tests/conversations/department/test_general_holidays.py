"""The general holidays of Hong Kong, as they were gazetted."""

from datetime import date

import pytest

from conversations.department.general_holidays import general_holidays

# The General Holidays Ordinance (Cap. 149); the lists for 2026 and 2027 that the Government gazetted.
GAZETTED = {
    2026: "01-01 02-17 02-18 02-19 04-03 04-04 04-06 04-07 05-01 05-25 06-19 07-01 09-26 10-01 10-19 12-25 12-26",
    2027: "01-01 02-06 02-08 02-09 03-26 03-27 03-29 04-05 05-01 05-13 06-09 07-01 09-16 10-01 10-08 12-25 12-27",
}


@pytest.mark.parametrize(("year", "days"), GAZETTED.items())
def test_they_are_the_seventeen_days_of_the_gazette(year: int, days: str) -> None:
    found = general_holidays([year])
    assert [one.date for one in found] == [f"{year}-{day}" for day in days.split()]
    assert len(found) == 17
    assert not [one for one in found if date.fromisoformat(one.date).weekday() == 6]


def test_they_are_named_in_three_languages() -> None:
    names = {one.date: one.name for one in general_holidays([2026])}
    assert names["2026-04-03"] == {
        "en": "Good Friday", "zh-Hant": "耶穌受難節", "zh-Hans": "耶稣受难节",
    }  # fmt: skip
    assert names["2026-10-19"]["zh-Hant"] == "重陽節翌日"
    assert all(set(one) == {"en", "zh-Hant", "zh-Hans"} for one in names.values())


def test_years_come_in_order_and_once() -> None:
    found = [one.date for one in general_holidays([2027, 2026, 2027])]
    assert found == sorted(set(found))
    assert len(found) == 34
