"""The tables as the runtime sees them: by name, for statements over sets of rows."""

from typing import Any, cast

from sqlalchemy import Table

import models

# A row of a statement: which columns it has, only the statement knows.
AnyRow = Any


def _table(model: type[Any]) -> Table:
    return cast("Table", model.__table__)


audit_event = _table(models.AuditEvent)
call = _table(models.Call)
channel = _table(models.Channel)
consultation = _table(models.Consultation)
connector = _table(models.Connector)
contact = _table(models.Contact)
conversation = _table(models.Conversation)
asset = _table(models.Asset)
asset_upload = _table(models.AssetUpload)
department = _table(models.Department)
draft_snapshot = _table(models.DraftSnapshot)
flow = _table(models.Flow)
flow_version = _table(models.FlowVersion)
handover = _table(models.Handover)
identity = _table(models.Identity)
inbox = _table(models.InboxRow)
installation = _table(models.Installation)
media = _table(models.Media)
message = _table(models.Message)
outbox = _table(models.OutboxRow)
pace = _table(models.Pace)
person = _table(models.Person)
queue = _table(models.Queue)
subscription = _table(models.Subscription)
tester = _table(models.Tester)
timer = _table(models.Timer)
visit_count = _table(models.VisitCount)
