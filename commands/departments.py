"""`departments`: the departments of this installation."""

import re
import unicodedata
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from sqlalchemy import select

from audit import trail
from audit.detail import slug
from commands.changes import change
from commands.group import Checked, Group
from extensions import db
from models import Department
from models.calendar import default_calendar
from models.queue import default_queue

group = Group("departments", help="The departments of this installation.")
CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
LONGEST = 200  # characters of a name or of the opening hours
LONGEST_TELEPHONE = 40


def _code(value: str) -> str:
    if not CODE.fullmatch(value.lower()):
        raise ValueError(f"{value!r} must be 1 to 40 letters, digits and hyphens, such as parks.")
    if not slug(value):
        raise ValueError(f"{value!r} looks like a telephone number: choose another.")
    return value.lower()


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"There is no time zone {value!r}; one is Asia/Hong_Kong.") from None


def _text(value: str, longest: int = LONGEST, allowed: str = "") -> str:
    """Words that people read; of the signs that cannot be shown only the ``allowed`` ones."""
    text = value.strip()
    if len(text) > longest:
        raise ValueError(f"This is longer than {longest} characters.")
    if any(unicodedata.category(sign) == "Cc" and sign not in allowed for sign in text):
        raise ValueError(f"{text!r} has a character that cannot be shown.")
    return text


TEXT = Checked("TEXT", _text)
HOURS = Checked("TEXT", partial(_text, allowed="\n"))
TELEPHONE = Checked("TEXT", partial(_text, longest=LONGEST_TELEPHONE))


@group.command("add")
@click.argument("code", type=Checked("CODE", _code))
@click.option("--name-en", type=TEXT, help="Its name in English.")
@click.option("--name-zh-hant", type=TEXT, help="Its name in Traditional Chinese.")
@click.option("--name-zh-hans", type=TEXT, help="Its name in Simplified Chinese.")
@click.option("--telephone", default="", type=TELEPHONE, help="Where a citizen reaches a person.")
@click.option("--hours-en", type=HOURS, help="When, in English.")
@click.option("--hours-zh-hant", type=HOURS, help="When, in Traditional Chinese.")
@click.option("--hours-zh-hans", type=HOURS, help="When, in Simplified Chinese.")
@click.option(
    "--zone", default="Asia/Hong_Kong", show_default=True, type=Checked("ZONE", _zone),
    help="Its people's time.",
)  # fmt: skip
def add(code: str, telephone: str, zone: str, **texts: str | None) -> None:
    """Add a department with a default queue and calendar. CODE is letters, digits and hyphens; case does not count."""
    names, hours = _localised(texts, "name"), _localised(texts, "hours")
    if not names:
        raise click.UsageError("Give the department a name: --name-en, --name-zh-hant or both.")
    with change():
        taken = select(Department.id).where(Department.code == code)
        if db.session.scalar(taken) is not None:
            raise click.ClickException(f"There is a department {code} already.")
        department = Department(code=code, names=names, telephone=telephone, hours=hours, zone=zone)
        db.session.add(department)
        db.session.flush()
        db.session.add_all([default_queue(department), default_calendar(department)])
        trail.record(
            "department.added",
            actor=trail.TERMINAL,
            subject=f"department:{department.id}",
            department_id=department.id,
            code=department.code,
        )
    click.echo(f"Added the department {code}.")


def _localised(texts: dict[str, str | None], what: str) -> dict[str, str]:
    """The options that begin with ``what``, by language tag; those left empty are left out."""
    tags = {"zh_hant": "zh-Hant", "en": "en", "zh_hans": "zh-Hans"}
    given = {tag: texts[f"{what}_{name}"] or "" for name, tag in tags.items()}
    return {tag: text for tag, text in given.items() if text}
