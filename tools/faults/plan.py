"""How many faults of which kind, dealt out in an order that the seed fixes."""

import random
from dataclasses import dataclass, field

# What `make faults` tries when nobody says how many: 9,400 of connection, 400 kills, 200 restarts.
CONNECTION = {
    "dropped before": 2000,
    "dropped after": 2000,
    "duplicated": 1800,
    "reordered": 1800,
    "two tabs": 1800,
}
KILLS, RESTARTS = 400, 200
FULL = sum(CONNECTION.values()) + KILLS + RESTARTS


@dataclass
class Plan:
    """What is still to be done. Chances and quotas come from one seeded source."""

    seed: int
    rng: random.Random
    wire: list[str]
    two_tabs: int
    kills: int
    restarts: int
    wire_planned: int
    done: dict[str, int] = field(default_factory=dict)

    def deal(self) -> str:
        """The fault for this request: for about every second one, as long as there are any."""
        return self.wire.pop() if self.wire and self.rng.random() < 0.5 else ""

    def deal_two_tabs(self) -> bool:
        """True when two tabs should now answer the same question at once."""
        if not self.two_tabs or self.rng.random() > 0.2:
            return False
        self.two_tabs -= 1
        return True

    def tick(self, kind: str) -> None:
        """A fault has happened."""
        self.done[kind] = self.done.get(kind, 0) + 1

    @property
    def wire_done(self) -> float:
        """The share of the line's faults that have been dealt."""
        return 1 - len(self.wire) / self.wire_planned

    @property
    def left(self) -> int:
        return len(self.wire) + self.two_tabs + self.kills + self.restarts


def make_plan(faults: int, seed: int, *, kills: bool, restarts: bool) -> Plan:
    """A plan of `faults` in the proportions of the full run, at least one of each kind."""
    share = {kind: max(1, round(count * faults / FULL)) for kind, count in CONNECTION.items()}
    two_tabs = share.pop("two tabs")
    rng = random.Random(seed)
    wire = [kind for kind, count in share.items() for _turn in range(count)]
    rng.shuffle(wire)
    return Plan(
        seed,
        rng,
        wire,
        two_tabs,
        max(1, round(KILLS * faults / FULL)) if kills else 0,
        max(1, round(RESTARTS * faults / FULL)) if restarts else 0,
        len(wire),
    )
