"""The phone beside the canvas: a clerk draws, talks to the draft, keeps the talk and rehearses it."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import test_canvas
from tests.browser.test_canvas import add, begin, card, panel, saved, words, write
from tests.services.application import System

signed_in = test_canvas.signed_in
desk = test_canvas.desk

HERE = re.compile(r"\bhere\b")
WALKED = re.compile(r"\bwalked\b")


def phone(page: Page) -> Locator:
    return page.get_by_role("region", name="Phone: the draft as citizens meet it")


def type_words(page: Page, text: str) -> None:
    phone(page).get_by_label("Message").fill(text)
    page.keyboard.press("Enter")


def heard(page: Page) -> Locator:
    return phone(page).get_by_role("log").locator("li.bubble.in")


def test_a_draft_is_drawn_tried_kept_and_rehearsed(desk: Page, town: tuple[System, str]) -> None:
    page = desk
    begin(page, "tried", town[0].url)
    card(page, "welcome").click()
    write(
        page,
        words(page, "Words"),
        {"繁體中文": "要甚麼？", "English": "What is it?", "简体中文": "要什么？"},
    )
    panel(page).get_by_role("group", name="Options").get_by_role("button", name="Add one").click()
    write(page, words(page, "Label"), {"繁體中文": "樹", "English": "A tree", "简体中文": "树"})
    add(page, "welcome", "A tree", "Ask")
    write(
        page,
        words(page, "Question"),
        {"繁體中文": "哪裏？", "English": "Where is it?", "简体中文": "哪里？"},
    )
    saved(page)

    page.keyboard.press("Alt+p")
    type_words(page, "hello")
    expect(heard(page).last).to_contain_text("What is it?")
    expect(card(page, "welcome")).to_have_class(HERE)
    phone(page).get_by_role("button", name="A tree", exact=True).click()
    expect(heard(page).last).to_contain_text("Where is it?")
    expect(card(page, "question1")).to_have_class(HERE)
    expect(card(page, "welcome")).to_have_class(WALKED)
    expect(page.locator(".react-flow__edge.walked")).to_have_count(1)

    write(page, words(page, "Question"), {"English": "In which street?"})
    expect(heard(page).last).to_contain_text("In which street?")
    expect(heard(page)).to_have_count(2)

    heard(page).first.get_by_role("button", name="Go to step welcome").click()
    expect(panel(page)).to_contain_text("welcome")

    phone(page).get_by_role("button", name="A day later").click()
    expect(phone(page).get_by_text("No reply came")).to_be_visible()
    phone(page).get_by_role("button", name="Take back").click()
    expect(phone(page).get_by_text("No reply came")).to_have_count(0)

    phone(page).get_by_role("tab", name="Rehearsals").click()
    phone(page).get_by_label("Name").fill("A tree in some street")
    page.keyboard.press("Enter")
    expect(phone(page).get_by_role("status")).to_contain_text("is among the rehearsals")
    phone(page).get_by_role("button", name="Run rehearsals").click()
    expect(phone(page).get_by_text("1 of 1 came out")).to_be_visible()
    saved(page)

    card(page, "question1").click()
    write(page, words(page, "Question"), {"English": "At which address?"})
    phone(page).get_by_role("button", name="Run rehearsals").click()
    expect(phone(page).get_by_text("0 of 1 came out")).to_be_visible()
    expect(phone(page).get_by_role("listitem")).to_contain_text("At which address?")


def test_the_phone_is_used_by_keyboard_alone(desk: Page, town: tuple[System, str]) -> None:
    page = desk
    begin(page, "tried-by-keys", town[0].url)
    page.keyboard.press("Alt+p")
    expect(phone(page).get_by_label("Message")).to_be_focused()
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    expect(phone(page).get_by_role("log").locator("li.bubble.out")).to_have_count(1)
    phone(page).get_by_role("button", name="Send a picture").press("Enter")
    sheet = phone(page).get_by_role("dialog")
    expect(sheet.get_by_role("button", name="Photo")).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(phone(page).get_by_role("button", name="Send a picture")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(phone(page).get_by_role("log").locator("li.bubble.out")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(phone(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Try it")).to_be_focused()
    page.keyboard.press("Alt+p")
    expect(phone(page).get_by_role("log").locator("li.bubble.out")).to_have_count(2)
