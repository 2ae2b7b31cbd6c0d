"""Questions: what citizens ask, what they are answered, and what nobody could answer."""

from collections.abc import Collection
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from admin import asked
from admin.forms import option
from admin.moments import DEFAULT_ZONE, now
from admin.opening import note_opening
from admin.plain import named
from admin.question_form import QuestionForm, shown
from admin.reach import actor, departments, reach, zones
from admin.views.secured import SecuredModelView
from audit import record
from conversations.department import question_sheets, questions, sheets
from conversations.department.question_sheets import FlawedSheetError
from conversations.department.questions import StaleQuestionError
from conversations.department.sheets import SheetError
from extensions import db
from flows.department.questions import MAYBE, SURE, Knowledge
from flows.documents.faults import ShapeError
from flows.match import fold
from models import Department, Question
from staff.language import shown_language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TRIAL = 300
READS_CITIZENS = "conversations.read"


class QuestionView(SecuredModelView):
    """The list of questions, the form of each, a trial, and what was asked without an answer."""

    permission = "flows.read"
    change_permission = "questions.edit"
    creatable = True
    subject = "question"
    lead = _(
        "What citizens ask in their own words, and what they are answered. A question answers "
        "anywhere in a talk, except within a form."
    )
    form = QuestionForm
    column_list = ("name", "department", "updated_at")
    column_default_sort = "name"
    can_view_details = False
    list_template = "admin/questions.html"

    def render(self, template: str, **kwargs: Any) -> str:
        """Flask-Admin: with what the pages need besides their rows."""
        kwargs.setdefault("zones", zones())
        kwargs.setdefault("departments", departments(self.permission))
        kwargs.setdefault("mine", departments(self.change_permission))
        kwargs.setdefault("language", shown_language())
        kwargs.setdefault("counts", asked.counts(self.reach()))
        kwargs.setdefault("reads", reach(READS_CITIZENS) & self.reach())
        kwargs.setdefault("words_of", words_of)
        return str(super().render(template, **kwargs))

    def filtered(self, statement: Any) -> Any:
        """By department, by whether it answers, and by words, of either script."""
        wanted = request.args.get("department", "")
        if wanted.isascii() and wanted.isdigit():
            statement = statement.where(Question.department_id == int(wanted[:18]))
        state = request.args.get("state", "")
        if state in {"live", "kept"}:
            statement = statement.where(Question.live.is_(state == "live"))
        words = fold(request.args.get("words", ""))
        return statement.where(Question.id.in_(self._holding(words))) if words else statement

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Answer | str:
        """Write a new question."""
        if not self.can_create:
            abort(403)
        mine = departments(self.change_permission)
        form = self._form(mine, {"live": True})
        if request.method == "POST" and form.validate():
            owner = next(one for one in mine if one.id == form.department.data)
            name = questions.free_name(owner.id, form.question.data)
            try:
                questions.add(owner, name, form.document(), bool(form.live.data), actor())
            except ShapeError as fault:
                db.session.rollback()
                form.tell(fault)
            else:
                db.session.commit()
                flash(gettext("The question is saved."), "success")
                return redirect(self.get_url(".index_view"))
        return self.render("admin/question.html", form=form, model=None)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Answer | str:
        """Change a question."""
        row = self.get_one(request.args.get("id", ""))
        form = self._form([], shown(row), row)
        if request.method == "POST" and form.validate():
            seen = request.form.get("seen", "")
            revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
            try:
                questions.change(row, form.document(), bool(form.live.data), actor(), revision)
            except ShapeError as fault:
                db.session.rollback()
                form.tell(fault)
            except StaleQuestionError:
                db.session.rollback()
                said = gettext(
                    "Somebody else changed this question meanwhile. Copy what you wrote, open it "
                    "again, and change it there."
                )
                form.question.errors = [said]
            else:
                db.session.commit()
                flash(gettext("The question is saved."), "success")
                return redirect(self.get_url(".index_view"))
        return self.render("admin/question.html", form=form, model=self._fresh(row))

    @expose("/try/", methods=("GET", "POST"))
    def try_view(self) -> str:
        """Type what a citizen would say, and see what answers and why. Nothing of it is kept."""
        wanted = departments(self.permission)
        home = next(
            (one for one in wanted if str(one.id) == request.form.get("department")),
            wanted[0] if wanted else abort(404),
        )
        said = request.form.get("said", "").strip()[:LONGEST_TRIAL]
        found = None
        if said:
            kept = Knowledge([questions.entry_of(row) for row in self._live(home.id)])
            found = kept.find(said, _today(home))
        return self.render(
            "admin/question_trial.html", home=home, said=said, found=found, sure=SURE, maybe=MAYBE
        )

    @expose("/unanswered/")
    def unanswered_view(self) -> str:
        """What was asked last without an answer, for those who may read conversations."""
        ids = reach(READS_CITIZENS) & self.reach()
        if not ids:
            abort(403)
        rows = asked.unanswered(ids)
        for department_id in sorted({row.department_id for row in rows}):
            note_opening(
                "questions.unanswered_opened", f"department:{department_id}", department_id
            )
        return self.render("admin/unanswered.html", rows=rows)

    @expose("/import/", methods=("GET", "POST"))
    def import_view(self) -> Answer | str:
        """Upload questions as a spreadsheet: all of it, or nothing with a sentence for each row."""
        if not self.can_create:
            abort(403)
        if request.method == "GET":
            return self.render("admin/questions_upload.html")
        mine = departments(self.change_permission)
        owner = next(
            (one for one in mine if str(one.id) == request.form.get("department")), None
        ) or (mine[0] if len(mine) == 1 else abort(400))
        upload = request.files.get("file")
        content = upload.read(sheets.LARGEST_FILE + 1) if upload else b""
        if not content:
            return self._refused(gettext("Choose a file first."))
        try:
            found = question_sheets.take(owner, content, actor())
        except SheetError as fault:
            db.session.rollback()
            return self._refused(gettext(str(fault)))
        except FlawedSheetError as fault:
            db.session.rollback()
            return self._refused(gettext("Mend these rows, then upload the file again."), fault)
        db.session.commit()
        flash(
            gettext(
                "%(added)s added, %(changed)s changed, %(same)s as they were.",
                added=found.added,
                changed=found.changed,
                same=found.same,
            ),
            "success",
        )
        return redirect(self.get_url(".index_view"))

    @expose("/file/")
    def file_view(self) -> Response:
        """A department's questions as a spreadsheet. Taking them away leaves an event in the trail."""
        wanted = request.args.get("department", "")
        home = next(
            (one for one in departments(self.permission) if str(one.id) == wanted), None
        ) or abort(404)
        rows = question_sheets.of_department(home.id)
        content = question_sheets.workbook(rows)
        record(
            "questions.exported",
            actor=actor(),
            subject=f"department:{home.id}",
            department_id=home.id,
            rows=len(rows),
        )
        db.session.commit()
        answer = Response(content, mimetype=XLSX)
        answer.headers["Content-Disposition"] = f"attachment; filename=questions-{home.code}.xlsx"
        return answer

    def _form(
        self, mine: list[Department], data: dict[str, Any], row: Question | None = None
    ) -> QuestionForm:
        """The form, the department asked for only where there is a choice."""
        formdata = request.form if request.method == "POST" else None
        form = QuestionForm(formdata, data=data)
        form.department.choices = [option(one.id, named(one)) for one in mine]
        if row is not None:
            days = {"valid_from": form.valid_from, "valid_until": form.valid_until}
            for key, field in days.items():
                if formdata is None and row.document.get(key):
                    field.data = date.fromisoformat(row.document[key])
            del form.department
        elif len(mine) == 1:
            form.department.data = mine[0].id
            form.department.process_formdata([str(mine[0].id)])
        return form

    def _holding(self, words: str) -> list[int]:
        """The ids of those that hold these words, whichever script either is written in."""
        rows = db.session.execute(
            select(Question.id, Question.name, Question.document).where(
                Question.department_id.in_(self.reach())
            )
        )
        return [row.id for row in rows if words in fold(_text(row.name, row.document))]

    def _live(self, department_id: int) -> Collection[Question]:
        wanted = select(Question).where(Question.department_id == department_id, Question.live)
        return db.session.scalars(wanted.order_by(Question.id)).all()

    def _fresh(self, row: Question) -> Question:
        """The row as it is stored: a refused change has thrown it out of the session."""
        return row if row in db.session else db.session.get_one(Question, row.id)

    def _refused(self, sentence: str, fault: FlawedSheetError | None = None) -> str:
        faults = fault.faults if fault else []
        return self.render("admin/questions_upload.html", sentence=sentence, faults=faults)


def words_of(row: Question, language: str) -> str:
    """The question in the reader's language, else in any."""
    texts: dict[str, str] = row.document.get("question", {})
    return texts.get(language) or next((text for text in texts.values() if text), row.name)


def _text(name: str, document: dict[str, Any]) -> str:
    """Everything that is searched, within what ``fold`` looks at."""
    texts = [*document.get("question", {}).values()]
    texts += [word for words in document.get("also", {}).values() for word in words]
    return " ".join([name, document.get("topic", ""), *texts])


def _today(department: Department) -> date:
    return now().astimezone(ZoneInfo(department.zone or DEFAULT_ZONE)).date()
