from extensions import db
from flows.graph import content_hash
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


def test_the_versions_are_listed(small_town: Town) -> None:
    path = f"/admin/flows/details/?id={small_town.parks.flow}"
    page = small_town.visitor("content-editor").page(path)
    assert content_hash(TREE)[:12] in page
    assert "the terminal" in page
