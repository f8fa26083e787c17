"""What the learners were told, written down as they were told it: the oracle compares it with the rows."""

import json
import time
from dataclasses import asdict, dataclass, field


@dataclass
class Sent:
    """An answer as a tab made it, and what became of it; `apart` was acknowledged as late."""

    client_id: str
    question: str
    chosen: list[str]
    claimed_ms: int
    sequence: int
    tab: str
    acknowledged: bool = False
    apart: bool = False
    refused: bool = False


@dataclass
class Sitting:
    """One attempt as its learner saw it. `scores` are those shown, one for each look.

    `began` is on this process's own clock; `opened` counts the tabs so far.
    """

    attempt: str
    began: float = field(default_factory=time.monotonic)
    opened: int = 0
    answers: dict[str, Sent] = field(default_factory=dict)
    handed_in: bool = False
    scores: list[str] = field(default_factory=list)


@dataclass
class Ledger:
    """All sittings, and answers of the server that no fault explains."""

    sittings: dict[str, Sitting] = field(default_factory=dict)
    unexpected: list[str] = field(default_factory=list)
    requests: int = 0
    retries: int = 0
    errors: int = 0

    def sitting(self, attempt: str) -> Sitting:
        return self.sittings.setdefault(attempt, Sitting(attempt))

    @property
    def acknowledged(self) -> int:
        return sum(a.acknowledged for s in self.sittings.values() for a in s.answers.values())

    def to_json(self) -> str:
        return json.dumps([asdict(sitting) for sitting in self.sittings.values()])
