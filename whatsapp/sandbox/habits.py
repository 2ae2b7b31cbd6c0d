"""How the stand-in behaves: its pace, its limits, and the bad manners that tests ask of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """Settings of a sandbox. Times are seconds; a limit of 0 is switched off.

    The limits are Meta's: 80 messages a second for a number, and one message in six seconds to one
    person with a burst of 45. ``duplicates`` is the share of webhooks that are delivered twice,
    ``batch`` the most changes in one webhook (Meta's is 1,000).
    """

    throughput: int = 80
    pair_burst: int = 45
    pair_seconds: float = 6
    sent_after: float = 0.05
    delivered_after: float = 0.3
    batch: int = 20
    duplicates: float = 0
    shuffle: bool = False
    retry_first: float = 1
    retry_most: float = 300
    give_up_after: float = 7 * 86_400
    lease: float = 30
    timeout: float = 10
    poll: float = 0.25
