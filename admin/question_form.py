"""The form of a question: its wordings and its answer in each language, side by side."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import Length, Optional, Regexp

from admin.forms import AdminForm, TextsField
from conversations.department.question_sheets import wordings
from conversations.department.questions import document_of
from flows.documents.faults import ShapeError
from flows.documents.shape import ID_PATTERN
from flows.messages import TEXT_BODY
from models import Question
from models.columns import JsonObject


class QuestionForm(AdminForm):
    """A question. ``department`` is shown for a new one, where there are several."""

    department = SelectField(_("Department"), coerce=int, validate_choice=True)
    question = TextsField(_("Question"), rows=2, longest=300)
    also = TextsField(
        _("Other wordings"),
        rows=3,
        description=_(
            "One to a line, as people really say it: 泳池幾點開, pool opening times. The more, the "
            "surer the answer."
        ),
    )
    answer = TextsField(_("Answer"), rows=6, longest=TEXT_BODY)
    link = StringField(
        _("Link"),
        [
            Optional(),
            Length(max=2000),
            Regexp(r"^https?://\S+$", message=_("A link's address begins with https://.")),
        ],
        description=_("Shown as a button below the answer."),
    )
    topic = StringField(
        _("Topic"),
        [Optional(), Regexp(ID_PATTERN, message=_("Letters, digits, - and _, such as pools."))],
        description=_("A node of a flow can keep to some topics, such as pools."),
    )
    valid_from = DateField(_("Answers from"), [Optional()])
    valid_until = DateField(_("Answers until"), [Optional()])
    live = BooleanField(
        _("Answers citizens"),
        description=_("Without the tick, it is kept and nobody is answered with it."),
    )

    def document(self) -> JsonObject:
        """What was entered, as it is stored."""
        also = {tag: wordings(text) for tag, text in self.also.data.items()}
        return document_of(
            self.question.data,
            also,
            self.answer.data,
            link=(self.link.data or "").strip(),
            topic=(self.topic.data or "").strip(),
            valid_from=self.valid_from.data.isoformat() if self.valid_from.data else "",
            valid_until=self.valid_until.data.isoformat() if self.valid_until.data else "",
        )

    def tell(self, fault: ShapeError) -> None:
        """Put what is wrong beside the field that it is about."""
        for one in fault.faults:
            field: Any = self._fields.get(one.path.partition(".")[0]) or self.question
            field.errors = [*field.errors, gettext(one.sentence)]


def shown(row: Question) -> dict[str, Any]:
    """The stored question, as the form takes it."""
    document = row.document
    also = {tag: "\n".join(words) for tag, words in document.get("also", {}).items()}
    return {
        "question": document["question"],
        "also": also,
        "answer": document["answer"],
        "link": document.get("link", ""),
        "topic": document.get("topic", ""),
        "live": row.live,
    }
