import re

from passlib.totp import TOTP
from sqlalchemy import update

from extensions import db
from models import SecondFactor, SignIn, User
from staff import second_factor
from tests.admin.conftest import Town, Visitor


def _ids(town: Town) -> list[int]:
    with town.app.app_context():
        return [id for (id,) in db.session.query(SignIn.id).order_by(SignIn.id)]


def test_everybody_has_their_account(small_town: Town) -> None:
    for who in small_town.sessions:
        visitor = small_town.visitor(who)
        page = visitor.page("/admin/account/")
        assert f"{who}@example.org" in page
        assert "This is a sandbox" in page
        assert 'href="/admin/account/"' in visitor.page("/admin/")


def test_one_ends_ones_own_sign_ins(small_town: Town) -> None:
    here, there, third = (small_town.visitor("agent") for _ in range(3))
    stranger = small_town.visitor("supervisor")
    mine = _ids(small_town)
    page = here.page("/admin/account/")
    assert page.count(">End</button>") == 2
    assert "End all others" in page
    assert stranger.post("/admin/account/end/", sign_in=mine[1]).status_code == 302
    assert there.get("/admin/").status_code == 200
    here.post("/admin/account/end/", sign_in=mine[1])
    assert there.get("/admin/").status_code == 302
    here.post("/admin/account/end-others/")
    assert third.get("/admin/").status_code == 302
    assert here.get("/admin/").status_code == 200
    assert stranger.get("/admin/").status_code == 200
    for nonsense in ("", "x", "1 or 1=1", "9" * 30, "１"):
        assert here.post("/admin/account/end/", sign_in=nonsense).status_code == 404


def test_a_new_password_is_chosen_by_a_link(small_town: Town) -> None:
    answer = small_town.visitor("agent").post("/admin/account/password/")
    assert answer.status_code == 302
    assert "/admin/welcome/" in answer.location


def _with_factor(town: Town, visitor: Visitor) -> list[str]:
    page = visitor.page("/admin/second-factor?next=/admin/account/")
    secret = re.search(r'class="key">([^<]+)<', page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert secret
    assert token
    code = str(TOTP(key=secret[1].replace(" ", "")).generate().token)
    done = visitor.client.post(
        "/admin/second-factor?next=/admin/account/", data={"csrf_token": token[1], "code": code}
    )
    with town.app.app_context():
        db.session.execute(update(SecondFactor).values(counter=0))
        db.session.commit()
    return re.findall(r"<li><code>([^<]+)</code>", done.text)


def test_a_second_factor_is_set_up_renewed_and_taken_away(small_town: Town) -> None:
    visitor, other = small_town.visitor("agent"), small_town.visitor("agent")
    codes = _with_factor(small_town, visitor)
    assert len(codes) == second_factor.RECOVERY_CODES
    assert other.get("/admin/").status_code == 302  # whoever was elsewhere comes in with a code
    page = visitor.page("/admin/account/")
    assert "10 recovery codes are left" in page
    fresh = re.findall(r"<li><code>([^<]+)</code>", visitor.post("/admin/account/recovery/").text)
    assert len(set(codes + fresh)) == 20
    visitor.post("/admin/account/second-factor/remove/")
    assert "Set a second factor up" in visitor.page("/admin/account/")
    assert visitor.post("/admin/account/recovery/").status_code == 404


def test_who_needs_a_second_factor_keeps_it(small_town: Town) -> None:
    visitor = small_town.visitor("system-admin")
    _with_factor(small_town, visitor)
    settings = small_town.app.extensions["settings"]
    object.__setattr__(settings, "graph_api_url", "https://graph.example")
    assert "Take it away" not in visitor.page("/admin/account/")
    assert visitor.post("/admin/account/second-factor/remove/").status_code == 403
    with small_town.app.app_context():
        user = db.session.query(User).filter_by(email="system-admin@example.org").one()
        assert second_factor.of(user) is not None
