"""Commands for whoever runs the system, one noun per module."""

from flask import Flask

from commands import channels, demo, departments, flows, serve, up, users, work


def init_app(app: Flask) -> None:
    """Add every command to ``flask --app app``."""
    for group in (departments.group, channels.group, users.group, flows.group):
        app.cli.add_command(group)
    for command in (serve.serve, work.work, demo.demo, up.up):
        app.cli.add_command(command)
