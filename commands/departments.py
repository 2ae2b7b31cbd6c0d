"""`departments`: the departments of this installation."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from flask.cli import AppGroup
from sqlalchemy import select

from audit import trail
from audit.detail import slug
from commands.changes import change
from extensions import db
from models import Department
from models.calendar import default_calendar
from models.queue import default_queue

group = AppGroup("departments", help="The departments of this installation.")
CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
LONGEST = 200  # characters of a name or of the opening hours


@group.command("add")
@click.argument("code")
@click.option("--name-en", metavar="TEXT", help="Its name in English.")
@click.option("--name-zh-hant", metavar="TEXT", help="Its name in Traditional Chinese.")
@click.option("--name-zh-hans", metavar="TEXT", help="Its name in Simplified Chinese.")
@click.option("--telephone", default="", metavar="TEXT", help="Where a citizen reaches a person.")
@click.option("--hours-en", metavar="TEXT", help="When, in English.")
@click.option("--hours-zh-hant", metavar="TEXT", help="When, in Traditional Chinese.")
@click.option("--hours-zh-hans", metavar="TEXT", help="When, in Simplified Chinese.")
@click.option("--zone", default="Asia/Hong_Kong", show_default=True, help="Its people's time.")
def add(code: str, telephone: str, zone: str, **texts: str | None) -> None:
    """Add a department with a default queue and calendar. CODE is letters, digits and hyphens; case does not count."""
    names, hours = _localised(texts, "name"), _localised(texts, "hours")
    if not CODE.fullmatch(code.lower()):
        raise click.UsageError(
            f"The code {code!r} must be 1 to 40 letters, digits and hyphens, such as parks."
        )
    if not slug(code):
        raise click.UsageError(f"The code {code!r} looks like a telephone number: choose another.")
    if not names:
        raise click.UsageError("Give the department a name: --name-en, --name-zh-hant or both.")
    if any(len(text) > LONGEST for text in (*names.values(), *hours.values())):
        raise click.UsageError(f"A name or the hours are longer than {LONGEST} characters.")
    if len(telephone) > 40:
        raise click.UsageError("The telephone is longer than 40 characters.")
    _check_zone(zone)
    with change():
        taken = select(Department.id).where(Department.code == code.lower())
        if db.session.scalar(taken) is not None:
            raise click.ClickException(f"There is a department {code.lower()} already.")
        department = Department(
            code=code.lower(), names=names, telephone=telephone.strip(), hours=hours, zone=zone
        )
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
    click.echo(f"Added the department {code.lower()}.")


def _localised(texts: dict[str, str | None], what: str) -> dict[str, str]:
    """The options that begin with ``what``, by language tag; those left empty are left out."""
    tags = {"zh_hant": "zh-Hant", "en": "en", "zh_hans": "zh-Hans"}
    given = {tag: (texts[f"{what}_{name}"] or "").strip() for name, tag in tags.items()}
    return {tag: text for tag, text in given.items() if text}


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.UsageError(f"There is no time zone {zone!r}; one is Asia/Hong_Kong.") from None
