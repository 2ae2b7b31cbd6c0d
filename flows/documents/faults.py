"""What is wrong with a stored flow, said so that its author can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault of shape: where (``nodes.report.fields[1].type``) and a sentence about it."""

    path: str
    sentence: str

    def __str__(self) -> str:
        """The path and the sentence, as one line."""
        return f"{self.path}: {self.sentence}" if self.path else self.sentence


class ShapeError(Exception):
    """A document is not a flow: it is refused whole, with every fault that was found."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the ``faults``; at least one."""
        super().__init__("; ".join(str(fault) for fault in faults[:5]))
        self.faults = faults
