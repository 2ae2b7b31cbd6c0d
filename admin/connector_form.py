"""The form that describes a connector, and how it becomes a description."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp

from admin.forms import AdminForm, SecretField
from connectors import approval
from flows.department.connectors import MOST_SECONDS
from flows.documents import written
from flows.documents.faults import Fault, ShapeError

EXAMPLE = """\
find_office:
  path: /offices/{district}
  gives:
    name: office.name
    telephone: office.telephone?
  samples:
  - when: {district: Nowhere}
    outcome: not_found
  - data: {name: Eastern Office, telephone: 5555 0100}
"""
_FIELDS = ("base", "header", "seconds")


class ConnectorForm(AdminForm):
    """A connector as it is changed. Its secret can be written and never read."""

    base = StringField(
        _("Address"),
        [DataRequired(), Length(max=300)],
        description=_("https:// and the host, with the path that all operations share."),
        render_kw={"placeholder": "https://api.example.gov.hk/v1", "inputmode": "url"},
    )
    header = StringField(
        _("Header of the secret"),
        [Length(max=60)],
        default="Authorization",
        description=_("The header in which the system expects its key or token."),
    )
    secret = SecretField(
        _("Secret"),
        [Length(max=2000), Regexp(r"^[ -~]*$", message=_("A secret has plain letters only."))],
        description=_(
            "The whole value of that header, such as “Bearer …”. It is encrypted, goes to this host "
            "alone, and is never shown again. Leave it empty to keep the one that is stored."
        ),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    personal = BooleanField(
        _("It may be sent personal data"),
        description=_("Without it, flows may not send it what citizens say about themselves."),
    )
    seconds = IntegerField(
        _("Seconds that one attempt may take"),
        [InputRequired(), NumberRange(1, MOST_SECONDS)],
        default=10,
    )
    operations = TextAreaField(
        _("Operations"),
        [DataRequired(), Length(max=100_000)],
        default=EXAMPLE,
        description=_(
            "What it can be asked, in YAML: the path, query and body with {name} for each value that "
            "a flow sends; which values of the answer a flow gets; samples to try flows with."
        ),
        render_kw={"rows": 18, "spellcheck": "false", "class": "code", "wrap": "off"},
    )

    def fill(self, document: dict[str, Any]) -> None:
        """Show a stored description."""
        self.base.data = document.get("base", "")
        self.header.data = document.get("header", "Authorization")
        self.personal.data = bool(document.get("personal", False))
        self.seconds.data = document.get("seconds", 10)
        self.operations.data = written.write(document.get("operations", {}))

    @property
    def document(self) -> dict[str, Any]:
        """The description as typed.

        Raises:
            ShapeError: the operations are not YAML.

        """
        return {
            "base": (self.base.data or "").strip(),
            "header": (self.header.data or "").strip() or "Authorization",
            "personal": bool(self.personal.data),
            "seconds": self.seconds.data,
            "operations": written.read((self.operations.data or "").replace("\r\n", "\n")),
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it is a connector; what is not says so at its field."""
        if not super().validate(extra_validators):
            return False
        try:
            approval.read(self.document)
        except ShapeError as fault:
            for one in fault.faults:
                self._mark(one)
            return False
        return True

    def _mark(self, fault: Fault) -> None:
        root, _dot, rest = fault.path.partition(".")
        if root in _FIELDS:
            field, said = self[root], str(gettext(fault.sentence))
        else:
            field, said = self.operations, str(Fault(rest, fault.sentence))
        field.errors = [*field.errors, said]


class NewConnectorForm(ConnectorForm):
    """A connector that is added, to one of the person's own departments."""

    department_id = SelectField(_("Department"), coerce=int)
    name = StringField(
        _("Name"),
        [
            DataRequired(),
            Regexp(
                r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$",
                message=_("A name has plain letters, digits and hyphens."),
            ),
        ],
        description=_("What flows call it. It stays."),
        render_kw={"placeholder": "tax-records"},
    )

    def __iter__(self) -> Iterator[Any]:
        """WTForms: the fields as they are drawn, what it is and whose first."""
        first = ("department_id", "name")
        yield from (self[name] for name in first)
        yield from (field for field in super().__iter__() if field.name not in first)
