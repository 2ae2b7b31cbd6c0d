"""What this process counts, for its ``/metrics``. Labels hold kinds and reasons, never anything of a person."""

from prometheus_client import Counter, Histogram

DELIVERIES = Counter(
    "sampan_webhook_deliveries", "Deliveries of the webhook by what became of them.", ["outcome"]
)
STORED = Counter("sampan_inbox_stored", "Rows stored in the inbox.")
UNKNOWN_NUMBERS = Counter(
    "sampan_inbox_unknown_number", "Rows stored for a number that no channel has."
)
TURNS = Counter("sampan_turns", "Turns by what became of them.", ["outcome"])
TURN_BATCH = Histogram(
    "sampan_turn_batch", "Lanes that one transaction carried.", buckets=(1, 2, 4, 8, 16, 32, 64)
)
SENDS = Counter("sampan_sends", "Messages handed to WhatsApp, by outcome.", ["outcome"])
STATUSES = Counter("sampan_statuses", "Statuses by what became of them.", ["outcome"])
CALLS = Counter(
    "sampan_calls", "Calls of other systems, by who was asked and how it went.", ["to", "outcome"]
)
MEDIA = Counter("sampan_media", "Received files by what became of them.", ["outcome"])
