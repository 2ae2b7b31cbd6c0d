"""The customer service window: for 24 hours after a person's message they may be answered."""

from datetime import datetime, timedelta

from flows.events import ByItself, Event, Reaction

OPEN = timedelta(hours=24)
# Meta reckons by its own clock and an answer takes its time: what is almost too late is too late.
SAFELY_OPEN = OPEN - timedelta(minutes=5)


def is_open(last_inbound_at: datetime | None, now: datetime) -> bool:
    """Whether something other than a template may be sent now."""
    return last_inbound_at is not None and now < last_inbound_at + SAFELY_OPEN


def opened_by(event: Event) -> bool:
    """Whether Meta counts this as a message that opens the window. Of reactions it says nothing."""
    return not isinstance(event, Reaction | ByItself)
