"""Submitting and judging as people do it: the page is opened, its form is filled in and sent."""

from werkzeug.test import TestResponse

from tests.admin.builder.conftest import Browser
from tests.admin.builder.forms import Sent, forms


def form_for(browser: Browser, path: str, act: str) -> Sent:
    """The form of the page at ``path`` that goes to ``act``."""
    return next(one for one in forms(browser.page(path)) if one.action.endswith(act))


def submit(browser: Browser, message: str = "Please look") -> TestResponse:
    """Submit the draft, with a reason for each warning."""
    form = form_for(browser, "/review", "/review/submit")
    for name in [one for one in form.names() if one.startswith("reason-")]:
        form.pairs.append((name.replace("reason-", "accept-"), "1"))
        form.put(name, "Known")
    form.put("message", message)
    return browser.send("/review/submit", form, None)


def judge(browser: Browser, verdict: str, **words: str) -> TestResponse:
    """Approve or return what the page shows; ``words`` by the names of the controls."""
    form = form_for(browser, "/review", "/review/judge")
    for name, said in words.items():
        form.put(name.replace("__", "-"), said)
    form.pairs.append(("verdict", verdict))
    return browser.send("/review/judge", form, None)
