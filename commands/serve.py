"""`serve`: web processes. Each builds its own application and starts its engine after the fork."""

import signal
import socket
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from multiprocessing.util import Finalize

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server

from commands import parents
from commands.changes import require_database
from config import Settings
from conversations.engine import Engine

Factory = Callable[[Settings], Flask]
THREADS = 32  # that run Python in one process; most of them wait to be stored together
GRACE = 30  # seconds for a process to finish what it is doing
BACKLOG = 1024
OUR_LOGS = {"loggers": {"_granian": {"handlers": [], "propagate": True}}}


@click.command()
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of the setting PORT.")
@parents.option
@with_appcontext
def serve(workers: int, port: int | None, parent: int | None) -> None:
    """Run the web processes until SIGTERM or Ctrl-C."""
    settings: Settings = current_app.extensions["settings"]
    if port is not None:
        settings = on_port(settings, port)
    require_database()
    if taken(settings.host, settings.port):
        raise click.ClickException(
            f"Something already listens on {settings.host}:{settings.port}: stop it, or choose "
            "another port with --port or the setting PORT."
        )
    server = Server(
        "application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        loop=Loops.asyncio,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.error,
        log_dictconfig=OUR_LOGS,
    )
    factory: Factory = current_app.extensions["create_app"]
    parents.end_with_parent(parent)
    server.serve(target_loader=partial(application, factory, settings), wrap_loader=False)


def on_port(settings: Settings, port: int) -> Settings:
    """The settings with another port; links follow where PUBLIC_URL was not set on its own."""
    moved = replace(settings, port=port)
    if settings.public_url == settings.local_url:
        moved = replace(moved, public_url=moved.local_url)
    return moved


def application(factory: Factory, settings: Settings) -> Flask:
    """The application of one web process, its engine running; called in the process itself."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # Until Granian sets its own, a child has its parent's handlers, which swallow the signal.
        signal.signal(number, signal.SIG_DFL)
    app = factory(settings)
    running = [Engine(app)]
    sandbox = app.extensions.get("sandbox")
    if settings.sandbox and sandbox is not None:
        running.append(sandbox)
    for part in running:
        part.start()
        # Granian ends a process by letting its function return; multiprocessing then calls these.
        Finalize(None, part.stop, exitpriority=10)
    parents.end_with_parent()
    return app


def taken(host: str, port: int) -> bool:
    """Whether something listens there already; Granian would share the port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
