"""Pages for citizens, and the addresses by which operators watch a process."""

from flask import Flask

from public import health, links, metrics, missing, pages


def init_app(app: Flask) -> None:
    """Add the public pages, the health checks, the metrics and the page for what is not there."""
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(metrics.blueprint)
    app.add_template_filter(links.spaced, "telephone")
    missing.init_app(app)
