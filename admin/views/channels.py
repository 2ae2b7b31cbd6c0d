"""Channels: the WhatsApp numbers, and the checklist of connecting one."""

from typing import Any

from flask import Response, current_app, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer
from wtforms import IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp

from admin import moments
from admin.channel_health import health
from admin.forms import AdminForm, SecretField
from admin.reach import actor, zones
from admin.views.secured import SecuredModelView
from audit import record
from conversations import doorbell
from conversations.doorbell import Ring
from conversations.graph import client_of
from conversations.inbound import media
from extensions import db
from models import Channel, scope
from staff.step_up import grave
from whatsapp.client import GraphClient
from whatsapp.connection import Step, check, send_test, subscribe

_ID = Regexp(r"^[0-9]{1,64}$", message=_("An id of Meta's has digits only."))
_E164 = Regexp(r"^\+[1-9][0-9]{6,14}$", message=_("Write it as +85255550123, without spaces."))


class ChannelForm(AdminForm):
    """A number as it is changed. The token can be written and never read."""

    number = StringField(
        _("Number"),
        [DataRequired(), _E164],
        description=_("As people dial it, for example +85255550123."),
    )
    phone_number_id = StringField(
        _("Phone number id"), [DataRequired(), _ID], description=_("WhatsApp Manager, API setup.")
    )
    waba_id = StringField(_("WhatsApp Business account id"), [DataRequired(), _ID])
    portfolio_id = StringField(_("Business portfolio id"), [DataRequired(), _ID])
    token = SecretField(
        _("Access token"),
        [Length(max=1000), Regexp(r"^[!-~]*$", message=_("A token has no spaces."))],
        description=_("It is never shown again. Leave it empty to keep the one that is stored."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    throughput = IntegerField(
        _("Messages a second"),
        [InputRequired(), NumberRange(0, 1000)],
        default=80,
        description=_("0 switches the limit off."),
    )
    pair_burst = IntegerField(
        _("Messages to one person at once"), [InputRequired(), NumberRange(0, 1000)], default=45
    )
    pair_seconds = IntegerField(
        _("Then one every so many seconds"), [InputRequired(), NumberRange(0, 600)], default=6
    )


class NewChannelForm(ChannelForm):
    """A number that is added, to one of the person's own departments."""

    leading = ("department_id", "number", "phone_number_id", "waba_id", "portfolio_id", "token")

    department_id = SelectField(_("Department"), coerce=int)
    token = SecretField(
        _("Access token"),
        [
            DataRequired(),
            Length(max=1000),
            Regexp(r"^[!-~]*$", message=_("A token has no spaces.")),
        ],
        description=_("It is encrypted and never shown again."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class ChannelView(SecuredModelView):
    """The list of numbers, the form and the checklist of each."""

    permission = "channels.manage"
    change_permission = "channels.manage"
    creatable = True
    adding = _("Add a number")
    subject = "channel"
    added_action = "channel.added"
    changed_action = "channel.changed"
    lead = _("The WhatsApp numbers that citizens write to.")
    form = ChannelForm
    new_form = NewChannelForm
    column_list = ("number", "department", "stopped_reason", "webhook_seen_at")
    column_default_sort = "number"
    list_template = "admin/channels.html"
    details_template = "admin/channel.html"

    def on_model_change(self, form: Any, model: Channel, is_created: bool) -> None:  # noqa: FBT001 (the signature is Flask-Admin's)
        """Flask-Admin: before the commit. One phone number id belongs to one channel."""
        if form.token.data:
            model.stopped_reason = ""  # the sender stopped over the old token: let it try the new
        # Whoever has it may be a department that this person does not see.
        with db.session.no_autoflush, scope.system():
            taken = select(Channel.id).where(
                Channel.phone_number_id == model.phone_number_id, Channel.id != model.id
            )
            if db.session.scalar(taken) is not None:
                raise ValidationError(gettext("Another channel has this phone number id already."))
        super().on_model_change(form, model, is_created)
        if form.token.data:
            media.hurry(model.id, moments.now())

    def after_model_change(self, form: Any, model: Channel, is_created: bool) -> None:  # noqa: ARG002, FBT001 (the signature is Flask-Admin's)
        """Flask-Admin: after the commit. What waited for a new token goes at once."""
        if form.token.data:
            doorbell.call(Ring(outbox=True))

    def get_save_return_url(self, model: Channel, is_created: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 (the signature is Flask-Admin's)
        """Flask-Admin: to the checklist."""
        return str(self.get_url(".details_view", id=model.id))

    @expose("/new/", methods=("GET", "POST"))
    @grave
    def create_view(self) -> Answer | str:
        """Add a channel: its token is a key."""
        return super().create_view()  # type: ignore[no-any-return]

    @expose("/edit/", methods=("GET", "POST"))
    @grave
    def edit_view(self) -> Answer | str:
        """Change a channel, perhaps its token."""
        return super().edit_view()  # type: ignore[no-any-return]

    @expose("/details/")
    def details_view(self) -> str:
        """What is stored of the number, and how to have it checked."""
        return self._page(self.posted_row(), steps=None)

    @expose("/check/", methods=("POST",))
    def check_view(self) -> str:
        """Ask Meta about every step."""
        steps = check(graph_client(), self._apart())
        channel = self.posted_row()
        failed = [step.name for step in steps if step.outcome == "bad"]
        record(
            "channel.checked",
            actor=actor(),
            subject=f"channel:{channel.id}",
            department_id=channel.department_id,
            passed=sum(step.outcome == "good" for step in steps),
            failed=failed,
        )
        channel.checked = {step.name: step.outcome for step in steps}
        db.session.commit()
        return self._page(channel, steps)

    @expose("/subscribe/", methods=("POST",))
    def subscribe_view(self) -> Answer | Response:
        """Subscribe our app to the account."""
        channel = self._apart()
        return self._tell(channel, subscribe(graph_client(), channel))

    @expose("/resume/", methods=("POST",))
    def resume_view(self) -> Answer | Response:
        """Let the number send again, once what stopped it is put right."""
        channel = self.posted_row()
        if channel.stopped_reason:
            channel.stopped_reason = ""
            media.hurry(channel.id, moments.now())
            record(
                "channel.resumed",
                actor=actor(),
                subject=f"channel:{channel.id}",
                department_id=channel.department_id,
            )
            db.session.commit()
            doorbell.call(Ring(outbox=True))
        flash(
            gettext("Sending is tried again. If Meta still refuses, the number stops once more."),
            "success",
        )
        return redirect(self.get_url(".details_view", id=channel.id))

    @expose("/test/", methods=("POST",))
    def test_view(self) -> Answer | Response:
        """Send a message to a telephone of the person's own."""
        channel = self._apart()
        to = "".join(request.form.get("to", "").split())
        if not _E164.regex.match(to):
            flash(gettext("Write the telephone number as +85255550123."), "error")
            return redirect(self.get_url(".details_view", id=channel.id))
        return self._tell(channel, send_test(graph_client(), channel, to))

    def _apart(self) -> Channel:
        """The posted channel with no transaction left open: Meta's answer may take its time."""
        channel: Channel = self.posted_row()
        db.session.expunge(channel)
        db.session.rollback()
        return channel

    def _tell(self, channel: Channel, step: Step) -> Answer | Response:
        good = step.outcome == "good"
        flash(step.found if good else f"{step.found} {step.todo}", "success" if good else "error")
        return redirect(self.get_url(".details_view", id=channel.id))

    def _page(self, channel: Channel, steps: list[Step] | None) -> str:
        zone = zones().get(channel.department_id, moments.DEFAULT_ZONE)
        state = health(channel, moments.now())
        return str(
            self.render(self.details_template, model=channel, steps=steps, zone=zone, health=state)
        )


def graph_client() -> GraphClient:
    """The Graph API, or the sandbox, as the sender uses it."""
    return client_of(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 (Flask's way to the thing itself)
