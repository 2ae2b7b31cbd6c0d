"""The site's own words for what Flask-Admin says."""

import inspect

from flask_admin.model import base

from admin import _OURS
from tests.admin.conftest import Town


def test_a_form_that_fails_says_so_once_and_one_that_is_saved_in_our_words(
    small_town: Town,
) -> None:
    visitor = small_town.visitor("department-admin")
    path = f"/admin/departments/edit/?id={small_town.parks.department}"
    page = visitor.post(path, **{"names-en": "", "names-zh-Hant": ""}).text
    assert page.count('role="alert"') == 1
    answer = visitor.post(path, **{"names-en": "Parks", "zone": "Asia/Hong_Kong"})
    page = visitor.page(answer.headers["Location"])
    assert '<p class="notice notice-good" role="status">Saved.</p>' in page


def test_every_sentence_that_we_retell_is_still_flask_admins() -> None:

    source = inspect.getsource(base)
    assert [one for one in _OURS if f'"{one}"' not in source] == []
