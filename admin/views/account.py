"""One's own account: the password, the second factor, and where one is signed in."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request
from flask_admin import expose
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from admin.reach import actor
from admin.views.secured import Personal
from audit import record
from config import Settings
from extensions import db
from staff import invitation, second_factor, sign_ins
from staff.step_up import grave

_LONGEST_ID = 18


class AccountView(Personal):
    """Open to every member of staff; it is about themselves alone."""

    @expose("/")
    def index_view(self) -> str:
        """The account."""
        here = sign_ins.current()
        return str(
            self.render(
                "admin/account.html",
                sign_ins=sign_ins.of(current_user),
                here=here.id if here else None,
                factor=second_factor.of(current_user),
                needed=_needed(),
                sandbox=_settings().sandbox,
            )
        )

    @expose("/password/", methods=("POST",))
    @grave
    def password_view(self) -> Response:
        """Go to the page on which a new password is chosen."""
        return redirect(invitation.link(current_user))

    @expose("/recovery/", methods=("POST",))
    @grave
    def recovery_view(self) -> str:
        """New recovery codes, shown once."""
        codes = second_factor.renew_recovery(current_user)
        if not codes:
            abort(404)
        self._note("user.recovery_codes_made")
        db.session.commit()
        return render_template(
            "security/recovery_codes.html", codes=codes, onward=self.get_url(".index_view")
        )

    @expose("/second-factor/remove/", methods=("POST",))
    @grave
    def remove_view(self) -> Response:
        """Do without a second factor, where no role asks for one."""
        if _needed():
            abort(403)
        second_factor.remove(current_user)
        self._note("user.second_factor_removed")
        db.session.commit()
        flash(gettext("The second factor is taken away. Your password alone signs you in."), "info")
        return self._back()

    @expose("/end/", methods=("POST",))
    def end_view(self) -> Response:
        """End one sign-in of one's own."""
        wanted = request.form.get("sign_in", "")
        if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= _LONGEST_ID):
            abort(404)
        self._ended(sign_ins.end(current_user, one=int(wanted)))
        return self._back()

    @expose("/end-others/", methods=("POST",))
    def end_others_view(self) -> Response:
        """End all sign-ins but this one."""
        here = sign_ins.current()
        self._ended(sign_ins.end(current_user, but=here.id if here else None))
        return self._back()

    def _ended(self, count: int) -> None:
        if count:
            self._note("user.sessions_ended", sessions=count)
        db.session.commit()
        flash(gettext("Ended. Whoever was there has to sign in again."), "success")

    def _note(self, action: str, **details: Any) -> None:
        record(action, actor=actor(), subject=f"user:{current_user.id}", **details)

    def _back(self) -> Response:
        return redirect(self.get_url(".index_view"))


def _needed() -> bool:
    return second_factor.needed_by(current_user, _settings())


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
