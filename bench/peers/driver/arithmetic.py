"""What the numbers of several rounds come to."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Ratio:
    """Daybook's rate divided by a peer's: one quotient per round, both taken in that round."""

    per_round: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.per_round)

    @property
    def least(self) -> float:
        return min(self.per_round)

    @property
    def most(self) -> float:
        return max(self.per_round)


def rate(items: int, seconds: float) -> float:
    """Items per second. Nothing done, or in no time, is no measurement."""
    if items <= 0 or seconds <= 0:
        raise ValueError(f"{items} items in {seconds} s is no measurement")
    return items / seconds


def ratio(ours: dict[int, float], theirs: dict[int, float]) -> Ratio | None:
    """Of two {round: rate}: rounds in which one of the two is missing do not count; None where none is left."""
    rounds = sorted(ours.keys() & theirs.keys())
    return Ratio(tuple(ours[r] / theirs[r] for r in rounds)) if rounds else None
