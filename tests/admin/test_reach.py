from admin.reach import name_of
from extensions import db
from models import User, scope
from tests.admin.conftest import Town


def test_an_actor_is_a_name_an_address_or_the_terminal(small_town: Town) -> None:
    id = small_town.parks.user
    with small_town.app.test_request_context(), scope.system():
        assert name_of(f"user:{id}") == "parks@example.org"
        db.session.get_one(User, id).name = "Chan Siu-man"
        assert name_of(f"user:{id}") == "Chan Siu-man"
        assert name_of("terminal") == "the terminal"
        assert name_of("user:999") == "user:999"
