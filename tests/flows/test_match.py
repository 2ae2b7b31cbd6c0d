"""Chinese and English as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.match import (
    NOTHING,
    Matcher,
    Reading,
    fold,
    joined,
    meant,
    number_in,
    place_in,
    script_of,
)

MATCHER = Matcher(
    [
        ("tree", ["Report a fallen tree", "報告塌樹", "塌樹", "冧樹", "tree"]),
        ("hours", ["Opening hours", "開放時間", "幾點開門"]),
        ("file", ["報稅", "file a return"]),
        ("refund", ["退稅", "tax refund"]),
        ("id", ["身份證", "ID"]),
    ]
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("報告塌樹", "tree"),
        ("报告塌树", "tree"),
        ("ＴＲＥＥ!!", "tree"),
        ("我條街有樹冧樹呀", "tree"),
        ("冧咗棵樹呀", "tree"),
        ("there is a tree on my car", "tree"),
        ("唔該，想報告塌樹 🙏", "tree"),
        ("幾點開門㗎", "hours"),
        ("几点开门", "hours"),
        ("opening", "hours"),
        ("opening hour", "hours"),
        ("我想報稅", "file"),
        ("我想退税", "refund"),
        ("唔係報稅，係退稅", "refund"),
        ("not a refund, I need to file a return", "file"),
        ("開放时间", "hours"),
    ],
)
def test_understood(text: str, key: str) -> None:
    assert MATCHER.read(text) == Reading((key,), certain=True)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("oppening hours", {"hours"}),
        ("tax refnd please", {"refund"}),
        ("榻樹", {"tree"}),
        ("報告塌澍", {"tree"}),
        ("報稅定退稅", {"file", "refund"}),
        ("開放時間同埋塌樹", {"hours", "tree"}),
        ("補稅", {"file", "refund"}),
        ("稅", {"file", "refund"}),
        ("a tree " + "and many other words " * 20, {"tree"}),
    ],
)
def test_asked_about(text: str, keys: set[str]) -> None:
    reading = MATCHER.read(text)
    assert set(reading.unsure) == keys
    assert reading.sure is None


@pytest.mark.parametrize(
    "text",
    ["", "   ", "🌳", "streetcar", "video", "re", "hello", "\u200b\u202e", "唔係報稅", "I don't want to file a return",
     "唔係榻樹", "報稅、退稅、塌樹、開放時間"],
)  # fmt: skip
def test_not_understood(text: str) -> None:
    assert MATCHER.read(text) == NOTHING


BLOCKED = Matcher(
    [
        ("road", ["阻塞馬路", "馬路", "It blocks the road", "road"]),
        ("none", ["沒有阻塞", "沒有", "冇", "Nothing is blocked", "no"]),
    ]
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("沒有阻塞馬路", "none"),
        ("冇阻塞馬路", "none"),
        ("有冇阻塞馬路", None),
        ("是不是阻塞馬路", "road"),
        ("阻塞馬咯", "road"),
        ("阻賽馬路", "road"),
        ("没有阻塞", "none"),
        ("nothing is blocked", "none"),
        ("not the road", None),
        ("有阻塞", None),  # a part of “沒有阻塞”, and a slip away from it
        ("blocked", None),
        ("is blocked", None),
    ],
)
def test_a_denial_is_not_what_it_denies(text: str, key: str | None) -> None:
    reading = BLOCKED.read(text)
    assert reading.sure == key
    assert "none" in reading.keys or key != "none"


def test_words_that_mean_two_things_are_asked_about_until_one_fits() -> None:
    matcher = Matcher([("a", ["office", "north"]), ("b", ["office", "south"])])
    assert matcher.read("office").unsure == ("a", "b")
    assert matcher.read("south office").sure == "b"


def test_a_short_word_is_no_part_of_a_sentence() -> None:
    matcher = Matcher([("more", ["有", "yes"]), ("less", ["冇", "no"])])
    assert matcher.read("有呀唔該").sure == "more"
    assert matcher.read("no thanks").sure == "less"
    assert matcher.read("有咩職位請人") == NOTHING
    assert matcher.read("no idea about that") == NOTHING


def test_a_compound_is_known_by_what_says_most_of_it() -> None:
    matcher = Matcher([("file", ["報稅"]), ("due", ["截止日期", "期限"])])
    assert matcher.read("報稅嘅截止日期").sure == "due"
    assert set(matcher.read("報稅期限").unsure) == {"file", "due"}


def test_only_the_whole_message_counts_where_that_is_asked() -> None:
    matcher = Matcher([("stop", ["取消", "stop"])])
    assert matcher.whole("唔該取消呀") == "stop"
    assert matcher.whole("please stop!") == "stop"
    assert matcher.whole("我想取消預約") is None
    assert matcher.whole("唔好取消") is None


def test_several_matchers_become_one() -> None:
    both = joined((Matcher([(0, ["樹木"])]), Matcher([(0, ["路燈"]), (1, ["樹木"])])))
    assert both.read("路燈").sure == (1, 0)
    assert both.read("樹木").unsure == ((0, 0), (1, 1))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("２", 2),
        ("②", 2),
        (" 2. ", 2),
        ("no. 2", 2),
        ("option 2 please", 2),
        ("第二", 2),
        ("二", 2),
        ("選項三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十一", 21),
        ("要 4", 4),
        ("2 trees", None),
        ("一二三", None),
        ("", None),
        ("1234", None),
        ("十十", None),
        ("要第二個唔該", 2),
        ("揀3", 3),
        ("nine", None),
    ],
)
def test_numbers(text: str, number: int | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("text", "place"),
    [("3", 3), ("the second one please", 2), ("number three", 3), ("最後嗰個", 4), ("last", 4), ("第一個呀", 1),
     ("last year", None), ("one of these", None), ("9", 9)],
)  # fmt: skip
def test_places(text: str, place: int | None) -> None:
    assert place_in(text, 4) == place


@pytest.mark.parametrize(
    ("text", "script"),
    [("報稅", "zh-Hant"), ("报税", "zh-Hans"), ("中文", "zh"), ("hi", ""), ("hello", ""), ("good morning", "en"),
     ("holiday?", "en"), ("😀", ""), ("ٹیکس", ""), ("pay 稅", "zh-Hant")],
)  # fmt: skip
def test_script(text: str, script: str) -> None:
    assert script_of(text) == script


TOPICS = Matcher(
    [
        ("tree", ["塌樹", "fallen tree"]),
        ("hours", ["開放時間", "opening hours"]),
        ("book", ["預約", "booking"]),
        ("fees", ["收費", "fees"]),
        ("access", ["無障礙設施", "barrier-free access"]),
        ("free", ["沒有收據", "no receipt"]),
    ]
)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        # A question whether is no denial.
        ("使唔使預約", "book"), ("需唔需要預約", "book"), ("要不要預約", "book"), ("用唔用預約", "book"),
        ("有冇預約", "book"), ("係咪要預約", "book"), ("係唔係塌樹", "tree"), ("有無障礙設施嗎", "access"),
        ("isn't there a booking", "book"), ("aren't they fees", "fees"), ("don't you have opening hours", "hours"),
        # Nor is not knowing, not finding, or being cross.
        ("唔知開放時間", "hours"), ("唔識預約", "book"), ("唔明收費", "fees"), ("唔滿意收費", "fees"),
        ("I don't know the opening hours", "hours"), ("I can't find my booking", "book"),
        # Words that only contain such a character.
        ("唔該預約", "book"), ("不過我想預約", "book"), ("不如幫我預約", "book"), ("特別收費", "fees"),
        ("分別收費", "fees"), ("個別預約", "book"), ("別人預約", "book"), ("無論如何塌樹", "tree"),
        ("唔好意思，預約", "book"), ("無障礙設施", "access"), ("know the fees", "fees"),
        ("another booking", "book"), ("cannot book a booking", "book"),
        # What is called so is meant so.
        ("冇收據", "free"), ("no receipt", "free"),
        # A denial.
        ("唔使預約", None), ("不用預約", None), ("唔要預約", None), ("唔好預約", None), ("請唔好預約", None),
        ("別預約", None), ("不需要預約", None), ("唔係塌樹", None), ("without booking", None),
        ("don't want a booking", None), ("it isn't a fallen tree", None), ("not fees", None),
    ],
)  # fmt: skip
def test_what_looks_like_a_no(text: str, sure: str | None) -> None:
    assert TOPICS.read(text) == (Reading((sure,), certain=True) if sure else NOTHING)


@pytest.mark.parametrize("text", ["冇塌樹", "沒有塌樹", "there is no fallen tree", "无塌树"])
def test_what_may_be_denied_is_asked_about(text: str) -> None:
    assert TOPICS.read(text) == Reading(("tree",))


@pytest.mark.parametrize("text", ["冇人受傷", "無人受傷", "沒有人受傷", "nobody, no injured"])
def test_nobody_is_not_somebody(text: str) -> None:
    hurt = Matcher([("hurt", ["有人受傷", "受傷", "injured"]), ("fine", ["平安", "all is well"])])
    assert not hurt.read(text).certain


@pytest.mark.parametrize(
    "part",
    [
        "不",
        "別",
        "唔",
        "不是塌樹",
        "塌樹",
        "no ",
        "not the ",
        "沒有",
        "請",
        "\u200b",
        "اردو ",
        "\0",
    ],
)
def test_no_more_is_looked_at_than_can_be_a_choice(part: str) -> None:
    assert TOPICS.read(part * 100_000) == TOPICS.read((part * 1000)[:1000])


@pytest.mark.fuzz
@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    MATCHER.read(text)
    MATCHER.whole(text)
    number_in(text)
    script_of(text)


def test_a_million_characters_are_read_in_no_time() -> None:
    assert len(fold("樹" * 1_000_000)) == 1000
    assert MATCHER.read("塌樹" * 500_000).keys == ("tree",)


@pytest.mark.fuzz
@given(st.lists(st.text(max_size=12), max_size=8), st.text(max_size=60))
def test_any_phrases_are_matched_without_a_fault(phrases: list[str], text: str) -> None:
    matcher = Matcher(enumerate([phrase] for phrase in phrases))
    assert set(matcher.read(text).keys) <= set(range(len(phrases)))
    for place, phrase in enumerate(phrases):
        reading = matcher.read(phrase)
        alike = [one for one in phrases if set(meant(one)) & set(meant(phrase))]
        if fold(phrase) and len(alike) == 1:
            assert reading.sure == place


@pytest.mark.parametrize(
    "hostile",
    ["(a+)+" * 200, "(#" * 500, "{{" * 500, "a" * 999 + "!", "\u0301" * 1000, "^.*" * 300],
)
def test_patterns_in_what_is_typed_are_only_words(hostile: str) -> None:
    """Nothing that is typed becomes a pattern; the time is that of its first thousand characters."""
    assert MATCHER.read(hostile) == NOTHING
    assert number_in(hostile) is None
