from tests.admin.builder.conftest import Office


def test_every_node_of_the_demonstration_comes_back_as_it_was(office: Office) -> None:
    for code in ("parks", "tax"):
        browser = office.browser(f"{code}-editor", code)
        before = office.draft(code)
        for node_id in before["nodes"]:
            form = browser.form(f"/nodes/{node_id}")
            answer = browser.send(f"/nodes/{node_id}", form)
            assert answer.status_code == 302, (node_id, answer.text)
        assert office.draft(code) == before
