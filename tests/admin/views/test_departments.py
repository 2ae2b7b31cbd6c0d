from extensions import db
from models import AuditEvent, Department, scope
from tests.admin.conftest import Town


def _department(town: Town) -> Department:
    with town.app.app_context(), scope.system():
        found = db.session.get(Department, town.parks.department)
        assert found is not None
        return found


def test_names_hours_and_sentences_are_changed(town: Town) -> None:
    path = f"/admin/departments/edit/?id={town.parks.department}"
    fields = {
        "names-en": "Parks and Trees",
        "names-zh-Hant": "公園及樹木處",
        "telephone": "+852 2555 0199",
        "hours-en": "Monday to Friday\r\n9:00 to 17:30",
        "zone": "Asia/Hong_Kong",
        "phrases-goodbye-en": "See you in the park.",
    }
    assert town.visitor("department-admin").post(path, **fields).status_code == 302
    found = _department(town)
    assert found.names == {"en": "Parks and Trees", "zh-Hant": "公園及樹木處"}
    assert found.hours == {"en": "Monday to Friday\n9:00 to 17:30"}
    assert found.phrases == {"goodbye": {"en": "See you in the park."}}
    with town.app.app_context(), scope.system():
        event = db.session.query(AuditEvent).filter_by(action="department.changed").one()
        assert event.details == {"fields": ["hours", "names", "phrases", "telephone"]}
        assert event.department_id == town.parks.department


def test_people_answer_in_the_inbox_once_that_is_ticked(small_town: Town) -> None:
    path = f"/admin/departments/edit/?id={small_town.parks.department}"
    visitor = small_town.visitor("department-admin")
    assert "People answer in the inbox" in visitor.page(path)
    fields = {"names-en": "Parks", "zone": "Asia/Hong_Kong"}
    visitor.post(path, **fields, desk_open="y")
    assert _department(small_town).desk_open is True
    visitor.post(path, **fields)
    assert _department(small_town).desk_open is False


def test_the_rule_for_new_flows_is_set_and_on_the_trail(small_town: Town) -> None:
    path = f"/admin/departments/edit/?id={small_town.parks.department}"
    visitor = small_town.visitor("department-admin")
    fields = {"names-en": "Parks", "zone": "Asia/Hong_Kong"}
    visitor.post(path, **fields, flow_policy="words_at_once")
    assert _department(small_town).flow_policy == "words_at_once"
    assert visitor.post(path, **fields, flow_policy="nobody").status_code == 200
    visitor.post(path, **fields)
    assert _department(small_town).flow_policy == "words_at_once"
    with small_town.app.app_context(), scope.system():
        events = db.session.query(AuditEvent).filter_by(action="department.changed").all()
        assert any("flow_policy" in event.details["fields"] for event in events)
    for role in ("content-editor", "agent"):
        assert small_town.visitor(role).post(path, **fields).status_code == 403


def test_mistakes_are_told_beside_the_field(small_town: Town) -> None:
    path = f"/admin/departments/edit/?id={small_town.parks.department}"
    visitor = small_town.visitor("department-admin")
    for fields, sentence in (
        ({"names-en": "", "names-zh-Hant": ""}, "Give the department a name"),
        ({"telephone": "call me"}, "digits, spaces and + only"),
        ({"zone": "Mars/Olympus"}, "Not a valid choice"),
        ({"phrases-goodbye-en": "Bye {name}"}, "does not know {name}"),
        ({"phrases-goodbye-en": "x" * 1001}, "longer than 1000"),
        ({"names-en": "x" * 121}, "longer than 120"),
    ):
        answer = visitor.post(path, **{"names-en": "Parks", "zone": "Asia/Hong_Kong", **fields})
        assert answer.status_code == 200
        assert sentence in answer.text, fields
    assert _department(small_town).names["en"] == "Parks Office"


def test_the_code_cannot_be_changed(small_town: Town) -> None:
    path = f"/admin/departments/edit/?id={small_town.parks.department}"
    fields = {"names-en": "Parks", "zone": "Asia/Hong_Kong", "code": "tax2", "demo": ""}
    small_town.visitor("department-admin").post(path, **fields)
    assert (_department(small_town).code, _department(small_town).demo) == ("parks", True)
