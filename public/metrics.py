"""Numbers for Prometheus.

The queues come from the database at every scrape, and any web process gives the same. What a process
has counted since it began (``conversations.counts``) is its own: it bears the label ``process``, so
that a scrape that meets another process does not look like a counter that went back.
"""

import hmac
import os
from collections.abc import Iterable
from ipaddress import ip_address

from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from audit import sealer
from config import Settings
from conversations import backlog
from extensions import db
from models import Channel, InboxRow, Media, OutboxRow, scope
from models.columns import utc_now
from models.engine import reading

blueprint = Blueprint("metrics", __name__)
LANES = {0: "reply", 1: "alert", 2: "notification", 3: "bulk"}


@blueprint.get("/metrics")
def metrics() -> Response:
    """The queues in Prometheus' text format; 401 or 403 for whoever may not see them."""
    _admit()
    registry = CollectorRegistry()
    registry.register(_Queues())
    registry.register(_OwnCounts())
    with scope.system(), reading():
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _admit() -> None:
    """With METRICS_TOKEN only its bearer; without it only this machine, and no proxy on it."""
    settings: Settings = current_app.extensions["settings"]
    if settings.metrics_token:
        given = request.headers.get("Authorization", "")
        wanted = f"Bearer {settings.metrics_token}"
        if not hmac.compare_digest(given.encode(), wanted.encode()):
            abort(401)
        return
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    if forwarded or not request.remote_addr or not ip_address(request.remote_addr).is_loopback:
        abort(403)


class _Queues(Collector):
    """The work queues as they stand now."""

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: the registry would ask the database outside a request."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Every gauge, each from one query over a small table or an index."""
        now = utc_now()
        behind = backlog.backlog(now)
        yield GaugeMetricFamily(
            "sampan_inbox_oldest_due_seconds",
            "For how long the oldest inbox row that could be worked on has been due.",
            behind.turns,
        )
        yield GaugeMetricFamily(
            "sampan_outbox_oldest_due_seconds",
            "For how long the oldest reply or alert that could be sent has been due.",
            behind.replies,
        )
        yield GaugeMetricFamily(
            "sampan_timers_overdue_seconds",
            "For how long the oldest timer has been due.",
            behind.timers,
        )
        inbox = GaugeMetricFamily(
            "sampan_inbox_rows", "Inbox rows that are not done.", labels=["state"]
        )
        rows = select(InboxRow.state, func.count()).where(InboxRow.state != "done")
        for state, count in db.session.execute(rows.group_by(InboxRow.state)):
            inbox.add_metric([state], count)
        yield inbox
        parked = GaugeMetricFamily(
            "sampan_inbox_parked_rows",
            "Inbox rows that no turn could take, by kind; unread is a body that means nothing.",
            labels=["kind"],
        )
        set_aside = select(InboxRow.kind, func.count()).where(InboxRow.state == "parked")
        for kind, count in db.session.execute(set_aside.group_by(InboxRow.kind)):
            parked.add_metric([kind], count)
        yield parked
        outbox = GaugeMetricFamily(
            "sampan_outbox_rows", "Messages still to leave.", labels=["lane", "state"]
        )
        waiting = select(OutboxRow.lane, OutboxRow.state, func.count())
        for lane, state, count in db.session.execute(
            waiting.group_by(OutboxRow.lane, OutboxRow.state)
        ):
            outbox.add_metric([LANES[lane], state], count)
        yield outbox
        yield GaugeMetricFamily(
            "sampan_channels_stopped",
            "WhatsApp numbers from which nothing is sent any more.",
            db.session.scalar(select(func.count()).where(Channel.stopped_reason != "")) or 0,
        )
        yield GaugeMetricFamily(
            "sampan_media_due",
            "Received files that are still to be fetched from WhatsApp.",
            db.session.scalar(select(func.count()).where(Media.state == "due")) or 0,
        )
        unsealed = sealer.oldest_unsealed(db.session.connection())
        yield GaugeMetricFamily(
            "sampan_trail_unsealed_seconds",
            "Age of the oldest event of the trail that waits for its seal.",
            (now - unsealed).total_seconds() if unsealed else 0,
        )


class _OwnCounts(Collector):
    """What this process has counted itself; not what the libraries count in the same registry."""

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand, as above."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Every metric of ours, each sample with this process's id."""
        process = str(os.getpid())
        for found in REGISTRY.collect():
            if not found.name.startswith("sampan_"):
                continue
            own = Metric(found.name, found.documentation, found.type)
            for sample in found.samples:
                own.add_sample(sample.name, {**sample.labels, "process": process}, sample.value)
            yield own
