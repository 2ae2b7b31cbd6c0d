"""Commands for whoever runs the system, one noun per module."""

from flask import Flask

from commands.audit import group as audit
from commands.channels import group as channels
from commands.connectors import group as connectors
from commands.demo import demo
from commands.departments import group as departments
from commands.flows import group as flows
from commands.parked import group as parked
from commands.questions import group as questions
from commands.serve import serve
from commands.tables import group as tables
from commands.up import up
from commands.users import group as users
from commands.work import work


def init_app(app: Flask) -> None:
    """Add every command to ``flask --app app``."""
    for command in (
        audit, departments, channels, connectors, users, flows, tables, questions, parked, demo, serve, work,
        up,
    ):  # fmt: skip
        app.cli.add_command(command)
