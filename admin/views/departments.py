"""Departments: their names, and what citizens are told about reaching a person."""

from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import Length, Optional, Regexp

from admin.forms import AdminForm, TextsField, option
from admin.phrasebook import PhrasesField
from admin.views.secured import SecuredModelView
from models import Department
from staff.access import may

_ZONES = [
    option(zone, zone)
    for zone in sorted(available_timezones())
    if zone.startswith(("Asia/", "UTC"))
]


def _named(form: Any, field: Field) -> None:  # noqa: ARG001 (the signature is WTForms')
    if not field.data:
        raise ValidationError(_("Give the department a name in at least one language."))


class DepartmentForm(AdminForm):
    """What staff may say of a department. Its code is given at the terminal and stays."""

    names = TextsField(_("Name"), [_named], longest=120)
    telephone = StringField(
        _("Telephone"),
        [
            Optional(),
            Length(max=40),
            Regexp(
                r"^[0-9+() -]+$", message=_("A telephone number has digits, spaces and + only.")
            ),
        ],
        description=_("Told to citizens who ask for a person."),
    )
    hours = TextsField(
        _("When somebody answers"),
        rows=2,
        longest=300,
        description=_("For example: Monday to Friday, 9:00 to 17:30."),
    )
    desk_open = BooleanField(
        _("People answer in the inbox"),
        description=_(
            "A citizen who asks for a person waits there for your staff. Without it, they are told "
            "the telephone and the hours."
        ),
    )
    flow_policy = RadioField(
        _("Before a flow goes live"),
        choices=[
            option("two_people", _("Every change takes the approval of a second person.")),
            option(
                "words_at_once",
                _(
                    "New words go live at once and are looked at later; anything else takes the approval of a second person."
                ),
            ),
        ],
        description=_(
            "For flows begun from now on. Those that are there keep the rule on their page for review."
        ),
    )
    zone = SelectField(_("Time zone"), choices=_ZONES)
    phrases = PhrasesField(
        _("Sentences of the system"),
        description=_(
            "What citizens read when nothing else is said. Leave a language empty to keep the "
            "usual sentence, which is shown in grey."
        ),
    )


class DepartmentView(SecuredModelView):
    """The list of departments and the form of each."""

    permission = "departments.edit"
    change_permission = "departments.edit"
    subject = "department"
    changed_action = "department.changed"
    lead = _("Who citizens write to, and what they are told about reaching a person.")
    form = DepartmentForm
    column_list = ("names", "code", "telephone")
    column_default_sort = "code"
    can_view_details = False
    list_template = "admin/departments.html"

    def narrowed(self, statement: Any, ids: frozenset[int]) -> Any:
        """A department belongs to itself."""
        return statement.where(Department.id.in_(ids))

    def may_change(self, row: Department) -> bool:
        """Whether this person may change this department."""
        return may(self.change_permission, row.id)

    def department_of(self, row: Department) -> int:
        """The department itself."""
        return row.id
