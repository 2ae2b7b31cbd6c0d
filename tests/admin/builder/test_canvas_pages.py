"""The canvas's page and what it asks for: the draft, the gate's word as one types, saving."""

from tests.admin.builder.conftest import Office


def test_the_page(office: Office) -> None:
    assert "Canvas" in office.browser().page("/canvas")
