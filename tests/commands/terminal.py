"""A terminal for tests: commands of one application, run in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from click.testing import Result
from flask import Flask

from models import scope


class Terminal:
    """Runs ``flask --app app`` commands of one application."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def run(self, *arguments: str, stdin: str = "", fails: int = 0) -> Result:
        """Run a command that ends with the exit code ``fails``."""
        result = self.app.test_cli_runner().invoke(args=list(arguments), input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == fails, result.output
        return result

    @contextmanager
    def database(self) -> Iterator[None]:
        """Look at the database as the system does."""
        with self.app.app_context(), scope.system():
            yield
