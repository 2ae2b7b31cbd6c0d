"""The application: settings, extensions, blueprints and commands. It starts no thread."""

import os
import sys

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import admin
import cases
import catalogues
import commands
import connectors
import conversations
import headers
import models
import public
import staff
import whatsapp
from config import ROOT, SettingError, Settings
from extensions import babel, csrf, db, limiter, migrate
from logs import configure_logging
from staff import language

FEATURES = (
    headers,
    models,
    staff,
    whatsapp,
    connectors,
    conversations,
    cases,
    admin,
    public,
    commands,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The application with these settings, or with those of the environment.

    A setting that is missing or malformed ends the program with one sentence.
    """
    if settings is None:
        try:
            settings = Settings.read(os.environ)
        except SettingError as fault:
            sys.exit(f"Cannot start: {fault}")
    configure_logging()
    app = Flask(__name__, instance_path=str(settings.instance_dir), root_path=str(ROOT))
    app.extensions["settings"] = settings
    app.extensions["create_app"] = create_app  # for processes that build their own after a fork
    app.config.from_mapping(
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=models.engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=16 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        BABEL_DEFAULT_LOCALE="en",
        BABEL_TRANSLATION_DIRECTORIES=str(catalogues.compiled(settings)),
        BABEL_DEFAULT_TIMEZONE="Asia/Hong_Kong",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_NAME="__Host-sampan" if settings.secure else "sampan",
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a clerk's page may stay open all day
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    babel.init_app(app, locale_selector=language.chosen_language)
    csrf.init_app(app)
    limiter.init_app(app)
    for feature in FEATURES:
        feature.init_app(app)
    return app
