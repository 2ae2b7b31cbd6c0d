"""`channels`: the WhatsApp numbers, and whether they are connected."""

import re
import sys
from typing import Any

import click
import phonenumbers
from flask import current_app
from sqlalchemy import or_, select

from audit import trail
from commands.changes import change, department_of
from commands.group import Checked, Group
from config import Settings
from extensions import db
from models import Channel
from whatsapp import connection
from whatsapp.client import GraphClient
from whatsapp.connection import Step

group = Group("channels", help="The WhatsApp numbers, and whether they are connected.")
META_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
SIGNS = {"good": "ok     ", "warning": "look   ", "bad": "FAILED ", "unknown": "unknown"}


def _meta_id(value: str) -> str:
    if META_ID.fullmatch(value):
        return value
    raise ValueError(f"{value!r} is no id of Meta's; it is a row of digits from WhatsApp Manager.")


def _number(value: str) -> str:
    """A number in E.164, such as ``+85255550111``."""
    try:
        parsed = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise ValueError(f"{value!r} is no international number; write it like +85255550111.")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _token(value: str) -> str:
    """What goes into a header of HTTP as it is; the value itself is never repeated."""
    token = sys.stdin.readline().strip() if value == "-" else value.strip()
    if token and token.isascii() and token.isprintable():
        return token
    raise ValueError("The token is empty, or has other characters than plain letters and signs.")


ID = Checked("ID", _meta_id)
NUMBER = Checked("+852…", _number)
TOKEN = Checked("T", _token)


@group.command("add")
@click.option("--department", required=True, metavar="CODE", help="Whose number it is.")
@click.option("--phone-number-id", required=True, type=ID)
@click.option("--number", required=True, type=NUMBER)
@click.option("--waba", required=True, type=ID, help="Business account.")
@click.option("--portfolio", required=True, type=ID)
@click.option("--token", required=True, type=TOKEN, help="Access token; - reads it from stdin.")
@click.option("--throughput", default=80, show_default=True, type=click.IntRange(0, 10_000))
@click.option("--pair-burst", default=45, show_default=True, type=click.IntRange(0, 10_000))
@click.option("--pair-seconds", default=6, show_default=True, type=click.IntRange(0, 3_600))
def add(
    *, department: str, token: str, number: str, waba: str, portfolio: str, **rest: Any
) -> None:
    """Add a WhatsApp number of a department.

    --throughput is messages a second; --pair-burst messages may go to one person at once, then one
    every --pair-seconds. 0 switches a limit off.
    """
    with change():
        owner = department_of(department)
        given = rest["phone_number_id"]
        if db.session.scalar(select(Channel.id).where(Channel.phone_number_id == given)):
            raise click.ClickException(f"The phone number id {given} is added already.")
        channel = Channel(
            department_id=owner.id,
            number=number,
            waba_id=waba,
            portfolio_id=portfolio,
            token=token,
            **rest,
        )
        db.session.add(channel)
        db.session.flush()
        trail.record(
            "channel.added",
            actor=trail.TERMINAL,
            subject=f"channel:{channel.id}",
            department_id=owner.id,
        )
        click.echo(f"Added {number} to {owner.code}.")


@group.command("check")
@click.argument("id")
@click.option("--to", type=NUMBER, help="Also send this number a message.")
@click.option("--subscribe", is_flag=True, help="First subscribe our app to the account.")
def check(id: str, to: str | None, subscribe: bool) -> None:  # noqa: FBT001 (click passes flags so)
    """Look at each step of connecting a number. ID is its phone number id, or the number itself."""
    with change():
        channel = _channel(id)
    settings: Settings = current_app.extensions["settings"]
    client = GraphClient(settings.graph_base, settings.graph_api_version)
    # No transaction is open while we ask Meta.
    first = [connection.subscribe(client, channel)] if subscribe else []
    steps = connection.check(client, channel)
    steps += [connection.send_test(client, channel, to)] if to else []
    for step in [*first, *steps]:
        click.echo(_line(step))
    with change():
        _record(_channel(id), steps)
    if not connection.passed([*first, *steps]):
        raise SystemExit(1)


def _channel(wanted: str) -> Channel:
    found = db.session.scalar(
        select(Channel).where(or_(Channel.phone_number_id == wanted, Channel.number == wanted))
    )
    if found is None:
        known = ", ".join(db.session.scalars(select(Channel.phone_number_id)))
        raise click.ClickException(
            f"There is no channel {wanted!r}; "
            + (f"there are: {known}." if known else "add it with `channels add`.")
        )
    db.session.expunge(found)
    return found


def _record(channel: Channel, steps: list[Step]) -> None:
    stored = db.session.get_one(Channel, channel.id)
    stored.checked = {step.name: step.outcome for step in steps}
    failed = sorted({step.name for step in steps if step.outcome in {"bad", "unknown"}})
    trail.record(
        "channel.checked",
        actor=trail.TERMINAL,
        subject=f"channel:{channel.id}",
        department_id=channel.department_id,
        passed=len(steps) - len(failed),
        failed=failed,
    )


def _line(step: Step) -> str:
    todo = f"\n        → {step.todo}" if step.todo else ""
    return f"{SIGNS[step.outcome]} {step.name}: {step.found}{todo}"
