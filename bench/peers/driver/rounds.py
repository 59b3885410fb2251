"""Round after round: every contest, its contestants in turns, all in random order."""

import random
from dataclasses import dataclass, field
from typing import Callable

from driver import arithmetic
from driver.contests import DAYBOOK, Contest, Contestant
from driver.runner import Failed


@dataclass
class Outcome:
    """Of one contest."""

    contest: Contest
    rates: dict[str, dict[int, float]] = field(default_factory=dict)  # contestant → round → items per second
    failures: list[str] = field(default_factory=list)

    def ratio(self, peer: str) -> arithmetic.Ratio | None:
        return arithmetic.ratio(self.rates.get(DAYBOOK, {}), self.rates.get(peer, {}))


def play(
    outcomes: list[Outcome],
    rounds: int,
    seed: int,
    run: Callable[[Contest, Contestant], float],
    say: Callable[[str], None],
) -> None:
    """Fills `outcomes`, turn by turn. `run` returns a rate, or raises Failed, which is kept: one failure does not cost
    the other results."""
    order = random.Random(seed)
    for number in range(1, rounds + 1):
        for outcome in order.sample(outcomes, len(outcomes)):
            contestants = outcome.contest.contestants
            for contestant in order.sample(contestants, len(contestants)):
                label = f"round {number}/{rounds}  {outcome.contest.name}  {contestant.name}"
                try:
                    rate = run(outcome.contest, contestant)
                except Failed as failure:
                    outcome.failures.append(f"{contestant.name}, round {number}: {failure}")
                    say(f"{label}: FAILED: {failure}")
                    continue
                outcome.rates.setdefault(contestant.name, {})[number] = rate
                say(f"{label}: {rate:,.0f} {outcome.contest.unit}/s")


def failed(outcomes: list[Outcome]) -> bool:
    """A run holds only where every contestant's results were right in every round."""
    return not outcomes or any(outcome.failures or not outcome.rates for outcome in outcomes)
