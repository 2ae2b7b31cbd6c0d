"""Review on the pages: who sees what, what is refused with which words, and the history after it."""

import copy
from typing import Any

from werkzeug.test import TestResponse

from extensions import db
from models import Department, Flow, Grant, User, scope
from staff.roles import ROLES
from tests.admin.builder.conftest import Office
from tests.admin.builder.forms import forms
from tests.admin.builder.reviewing import form_for, judge, submit
from tests.admin.builder.talks import talk

REHEARSAL = {"name": "Greets", "language": "en", "steps": [{"words": "hi"}]}


def rewire(office: Office, to: str = "contact_text", who: str = "parks-editor") -> None:
    """Where the hours lead is changed, and one text; a rehearsal is added."""
    draft = copy.deepcopy(office.draft())
    draft["nodes"]["welcome"]["exits"]["hours"] = to
    draft["nodes"]["hours_text"]["text"]["en"] = "Open <b>all</b> day."
    save(office, {**draft, "rehearsals": [REHEARSAL]}, who)


def reword(office: Office, words: str = "Open all day.") -> None:
    draft = copy.deepcopy(office.draft())
    draft["nodes"]["hours_text"]["text"]["en"] = words
    save(office, draft)


def save(office: Office, draft: dict[str, Any], who: str = "parks-editor") -> None:
    """As the canvas saves."""
    browser = office.browser(who)
    opened = browser.get("/canvas/draft").json
    assert opened is not None
    answer = browser.client.post(
        f"{browser.base}/canvas/draft",
        json={"document": draft, "seen": opened["revision"]},
        headers={"X-CSRFToken": browser.token()},
    )
    assert answer.status_code == 200, answer.text


def hire(office: Office, who: str, role: str) -> None:
    with office.app.app_context(), scope.system():
        parks = db.session.get_one(Flow, office.flows["parks"])
        user = User(email=f"{who}@example.org", name=who, fs_uniquifier=who.ljust(64, "x"))
        user.grants.append(Grant(role=role, department_id=parks.department_id))
        db.session.add(user)
        db.session.commit()
        office.keys[who] = user.fs_uniquifier


def test_a_changed_flow_goes_through_review_to_citizens(office: Office) -> None:
    rewire(office)
    author, reviewer = office.browser(), office.browser("reviewer")
    page = author.page("/publish")
    assert "More than words changed" in page
    assert "Publish now" not in page
    assert "Submit for review" in page
    assert submit(author, "The hours lead to the contact now").status_code == 302
    assert "In review" in author.page("/")
    assert "Until then it cannot be published." in author.page("/publish")
    page = author.page("/review")
    assert 'value="approve"' not in page
    assert "Take it out of review" in page

    assert "1<span" in reviewer.page("/admin/reviews/"), "the navigation counts it"
    page = reviewer.page("/admin/reviews/")
    assert "parks-main" in page
    assert "The hours lead to the contact now" in page
    page = reviewer.page("/review")
    assert "The hours lead to the contact now" in page
    assert "Open &lt;b&gt;all&lt;/b&gt; day." in page
    assert "is-changed" in page
    assert "Comes out" in page
    assert judge(reviewer, "approve", comment="Fine by me").status_code == 302

    assert "Approved" in author.page("/")
    page = author.page("/publish")
    assert "This is approved as it is." in page
    form = max(forms(page), key=lambda one: len(one.pairs))
    assert author.send("/publish", form, None).status_code == 302, "the reasons are known already"
    assert office.live().number == 2
    page = author.page("/versions/")
    assert "Approved by reviewer" in page
    assert "Fine by me" in page
    assert "Retired" in page


def test_the_author_cannot_approve_however_it_is_sent(office: Office) -> None:
    hire(office, "boss", "department-admin")
    rewire(office)
    boss = office.browser("boss")
    draft = copy.deepcopy(office.draft())
    draft["nodes"]["hours_text"]["text"]["en"] = "Open"
    office.put(draft)  # somebody at the terminal is another author
    assert submit(boss).status_code == 302
    page = boss.page("/review")
    form = form_for(boss, "/review", "/review/judge")
    form.pairs.append(("verdict", "approve"))
    answer = boss.send("/review/judge", form, None)
    assert answer.status_code == 302, "one of several authors approves what the others did"
    assert "Noted. Another of its authors" in boss.page("/review")
    assert 'value="approve"' not in boss.page("/review")
    assert "flow.agreed" in office.actions()
    assert 'value="approve"' in page
    again = boss.send("/review/judge", form, None)
    assert "somebody else approves it" in again.text
    assert office.actions().count("flow.agreed") == 1


def test_the_only_author_is_told_that_somebody_else_approves(office: Office) -> None:
    hire(office, "boss", "department-admin")
    boss = office.browser("boss")
    rewire(office, who="boss")
    assert submit(boss).status_code == 302
    page = boss.page("/review")
    assert "You changed this yourself" in page
    assert 'value="approve"' not in page
    form = form_for(boss, "/review", "/review/judge")
    form.pairs.append(("verdict", "approve"))
    assert "somebody else approves it" in boss.send("/review/judge", form, None).text
    assert "flow.approved" not in office.actions()


def test_a_return_needs_words_and_they_reach_the_author(office: Office) -> None:
    rewire(office)
    author, reviewer = office.browser(), office.browser("reviewer")
    submit(author)
    assert "Write what should change" in judge(reviewer, "return").text
    answer = judge(reviewer, "return", comment="Not yet", **{"comment-hours_text": "<i>Which day?"})
    assert answer.status_code == 302
    page = author.page("/review")
    assert "Returned with 2 comments" in page
    assert "&lt;i&gt;Which day?" in page
    assert "A reviewer returned this" in author.page("/publish")
    assert "parks-main" in author.page("/admin/reviews/")
    rewire(office, "report")
    page = author.page("/review")
    assert "Which day?" in page, "the comments stay in sight while they are worked on"
    assert submit(author, "Changed it").status_code == 302
    assert "Which day?" in reviewer.page("/review"), "whoever looks again sees what was asked for"
    assert judge(reviewer, "approve").status_code == 302


def test_an_edit_after_the_page_was_opened_voids_what_is_sent(office: Office) -> None:
    rewire(office)
    author, reviewer = office.browser(), office.browser("reviewer")
    submit(author)
    form = form_for(reviewer, "/review", "/review/judge")
    form.pairs.append(("verdict", "approve"))
    rewire(office, "report")
    answer = reviewer.send("/review/judge", form, None)
    assert "decided or changed meanwhile" in answer.text
    assert "flow.approved" not in office.actions()


def test_new_words_are_published_at_once_and_looked_at_later(office: Office) -> None:
    reword(office)
    author, reviewer = office.browser(), office.browser("reviewer")
    page = author.page("/publish")
    assert "Only words are new, so this goes live at once." in page
    form = max(forms(page), key=lambda one: len(one.pairs))
    assert author.send("/publish", form, None).status_code == 302
    assert "A reviewer is asked to look" in author.page("/")
    assert "New words at once; not looked at yet" in author.page("/versions/")
    assert author.get("/look").status_code == 403
    page = reviewer.page("/admin/reviews/")
    assert "New words that are live" in page
    page = reviewer.page("/look")
    assert "<ins>Open all day.</ins>" in page
    form = max(forms(page), key=lambda one: len(one.pairs))
    form.pairs.append(("verdict", "seen"))
    assert reviewer.send("/look", form, None).status_code == 302
    assert "Nothing waits" in reviewer.page("/admin/reviews/")
    assert reviewer.get("/look").status_code == 404
    assert "New words at once; seen by reviewer" in author.page("/versions/")


def test_new_words_are_reverted_with_a_reason(office: Office) -> None:
    reword(office)
    author, reviewer = office.browser(), office.browser("reviewer")
    first = office.live().document
    form = max(forms(author.page("/publish")), key=lambda one: len(one.pairs))
    author.send("/publish", form, None)
    form = max(forms(reviewer.page("/look")), key=lambda one: len(one.pairs))
    form.pairs.append(("verdict", "revert"))
    assert "Write why" in reviewer.send("/look", form, None).text
    form.put("comment", "It is not open all day.")
    assert reviewer.send("/look", form, None).status_code == 302
    assert office.live().number == 3
    assert office.live().document == first
    assert office.draft()["nodes"]["hours_text"]["text"]["en"] == "Open all day."
    assert "Returned with 1 comment" in author.page("/")
    assert "It is not open all day." in author.page("/review")


def test_the_rule_of_a_flow_is_the_administrators(office: Office) -> None:
    hire(office, "boss", "department-admin")
    author, boss = office.browser(), office.browser("boss")
    assert author.post("/review/policy", policy="two_people").status_code == 403
    assert boss.post("/review/policy", policy="none").status_code == 400
    assert boss.post("/review/policy", policy="two_people").status_code == 302
    reword(office)
    page = author.page("/publish")
    assert "words too" in page
    assert "Publish now" not in page
    form = author.post("/publish", revision="2")
    assert "words too" in form.text
    assert office.live().number == 1
    assert "flow.policy_changed" in office.actions()


def test_every_role_gets_from_each_act_what_the_table_says(office: Office) -> None:
    for role in ROLES.keys() - {"system-admin"}:
        hire(office, f"a-{role}", role)
    rewire(office)
    submit(office.browser())
    editors = {"content-editor", "department-admin"}
    judges = {"reviewer", "department-admin"}
    for role in sorted(ROLES.keys() - {"system-admin"}):
        browser = office.browser(f"a-{role}")
        for act, allowed in (("submit", editors), ("withdraw", editors), ("judge", judges)):
            # What is sent is out of date on purpose: who may act is told so, the others refused.
            answer = browser.post(f"/review/{act}", content="0" * 64, revision="0")
            wanted = {200} if role in allowed else {403, 404}
            assert answer.status_code in wanted, (role, act, answer.status_code)
        answer = browser.post("/publish", revision="0")
        wanted = {200} if role in editors | judges else {403, 404}
        assert answer.status_code in wanted, role


def test_a_replaced_draft_is_set_aside_and_comes_back(office: Office) -> None:
    reword(office)
    mine = office.draft()
    browser = office.browser()
    assert browser.post("/versions/1", revision="2").status_code == 302
    assert office.draft() != mine
    page = browser.page("/versions/")
    assert "Bring back the draft from before" in page
    form = form_for(browser, "/versions/", "/versions/undo")
    assert browser.send("/versions/undo", form, None).status_code == 302
    assert office.draft() == mine
    assert browser.send("/versions/undo", form, None).status_code == 302, "an old page"
    assert office.draft() == mine


def test_the_reviewer_sees_who_stands_where_and_no_words_of_theirs(office: Office) -> None:
    talk(office, "hi", "opening hours", "I live at 12 Fictional Road")
    rewire(office)
    submit(office.browser())
    reviewer = office.browser("reviewer")
    page = reviewer.page("/review")
    assert "1 person stands somewhere in this flow now" in page
    assert "Fictional Road" not in page
    assert "1 talk was looked at" in reviewer.page("/publish/talks")


def test_other_departments_find_nothing(office: Office) -> None:
    rewire(office)
    submit(office.browser())
    stranger = office.browser("tax-editor")
    assert stranger.get("/review").status_code == 404
    assert stranger.get("/look").status_code == 404
    assert "parks-main" not in stranger.page("/admin/reviews/")
    assert office.browser("agent").get("/admin/reviews/").status_code == 403


def test_a_page_of_another_department_counts_what_waits_in_ones_own(office: Office) -> None:
    rewire(office)
    submit(office.browser())
    with office.app.app_context(), scope.system():
        who = db.session.query(User).filter_by(name="reviewer").one()
        tax = db.session.query(Department).filter_by(code="tax").one()
        who.grants.append(Grant(role="agent", department_id=tax.id))
        db.session.commit()
    reviewer = office.browser("reviewer")
    for path in ("/admin/cases/", "/admin/reviews/", "/admin/flows/"):
        assert "1<span" in reviewer.page(path), path


def test_differences_can_be_read_in_one_language(office: Office) -> None:
    draft = copy.deepcopy(office.draft())
    draft["nodes"]["hours_text"]["text"] |= {"en": "English words", "zh-Hant": "中文字句"}
    save(office, draft)
    browser = office.browser()
    page = browser.page("/review?only=zh-Hant").partition("seen-drawn")[0]
    assert "<ins>中文字句</ins>" in page
    assert "<ins>English words</ins>" not in page


def test_the_canvas_asks_what_differs_from_what_is_live(office: Office) -> None:
    browser = office.browser()
    draft = copy.deepcopy(office.draft())
    draft["nodes"]["hours_text"]["text"]["en"] = "Open all day."

    def differences(document: object) -> TestResponse:
        return browser.client.post(
            f"{browser.base}/canvas/changes",
            json={"document": document},
            headers={"X-CSRFToken": browser.token()},
        )

    found = differences(draft).get_json()
    assert found["live"] == 1
    [spot] = found["spots"]
    assert (spot["node"], spot["what"]) == ("hours_text", "changed")
    [line] = spot["lines"]
    assert (line["language"], line["after"]) == ("en", "Open all day.")
    assert differences(office.draft()).get_json()["spots"] == []
    assert differences({"nodes": 1}).status_code == 422
