"""What a department has kept about a citizen: values, tags, topics. For pages beside a talk."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import select

from admin.plain import masked_digits
from extensions import db
from models import Contact, Subscription

MOST_TOPICS = 50


class Known(msgspec.Struct, frozen=True):
    """``fields`` are names and values, telephone numbers and the like shortened.

    ``topics`` are the contact's subscriptions, those that hold first.
    """

    fields: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    topics: Sequence[Subscription]


def known(contact: Contact) -> Known:
    """What has been kept about ``contact``."""
    topics = db.session.scalars(
        select(Subscription)
        .where(Subscription.contact_id == contact.id)
        .order_by(Subscription.left_at.is_not(None), Subscription.topic)
        .limit(MOST_TOPICS)
    ).all()
    fields = sorted((str(name), masked_digits(value)) for name, value in contact.fields.items())
    return Known(tuple(fields), tuple(sorted(map(str, contact.tags))), topics)
