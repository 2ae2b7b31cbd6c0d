from extensions import db
from models import Flow, scope
from tests.admin.conftest import TREE, Town


def test_a_flow_says_what_is_live(town: Town) -> None:
    visitor = town.visitor("content-editor")
    page = visitor.page("/admin/flows/")
    assert "Live: version 1" in page
    assert "Draft differs" not in page
    with town.app.app_context(), scope.system():
        flow = db.session.get(Flow, town.parks.flow)
        assert flow is not None
        flow.draft = {**TREE, "layout": {"hello": [1, 2]}}
        db.session.commit()
    assert "Draft differs" not in visitor.page("/admin/flows/")
    with town.app.app_context(), scope.system():
        flow = db.session.get(Flow, town.parks.flow)
        assert flow is not None
        flow.draft = {**TREE, "languages": ["en", "zh-Hant"]}
        db.session.commit()
    assert "Draft differs" in visitor.page("/admin/flows/")


def test_the_versions_are_among_the_pages_that_build(small_town: Town) -> None:
    visitor = small_town.visitor("content-editor")
    parks = small_town.parks.flow
    answer = visitor.get(f"/admin/flows/details/?id={parks}")
    assert answer.headers["Location"] == f"/admin/flows/{parks}/versions/"
    assert visitor.get(f"/admin/flows/details/?id={small_town.tax.flow}").status_code == 404
    assert f'href="/admin/flows/{parks}/versions/">1</a>' in visitor.page("/admin/flows/")
