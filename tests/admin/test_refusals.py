"""What staff read when a page cannot be had: in the site's own frame, whatever went wrong."""

import io

import pytest

from tests.admin.conftest import Town


def test_a_file_that_no_request_may_carry_is_refused_in_words(small_town: Town) -> None:
    visitor = small_town.visitor("content-editor")
    small_town.app.config["MAX_CONTENT_LENGTH"] = 2000
    answer = visitor.post("/admin/files/", file=(io.BytesIO(bytes(4000)), "park.png"))
    assert answer.status_code == 413
    assert "<h1>This is too large to send</h1>" in answer.text
    assert 'aria-current="page">Files to send' in answer.text


def test_a_form_without_its_token_changes_nothing_and_says_so(small_town: Town) -> None:
    visitor = small_town.visitor("agent")
    path = f"/admin/cases/status/?id={small_town.parks.case}"
    answer = visitor.client.post(path, data={"status": "closed"})
    assert answer.status_code == 400
    assert "<h1>This form was open for too long</h1>" in answer.text
    page = visitor.page(f"/admin/cases/details/?id={small_town.parks.case}")
    assert "Close the case" in page


def test_a_fault_of_ours_is_told_without_what_it_was(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("a citizen's own words")

    small_town.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("admin.views.cases.pairs", fail)
    path = f"/admin/cases/details/?id={small_town.parks.case}"
    answer = small_town.visitor("agent").get(path)
    assert answer.status_code == 500
    assert "<h1>Something went wrong</h1>" in answer.text
    assert "words" not in answer.text
