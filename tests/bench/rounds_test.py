import unittest
from collections import Counter

import places
from driver import report, rounds
from driver.contests import DAYBOOK
from driver.runner import Failed

RATES = {DAYBOOK: 300.0, "Slow": 100.0, "Fast": 600.0}


def play(contests, run, count=3, seed=1):
    outcomes = [rounds.Outcome(contest) for contest in contests]
    rounds.play(outcomes, count, seed, run, lambda line: None)
    return outcomes


def usual(contest, contestant):
    return RATES[contestant.name]


def wrong_in(number, who):
    """Contestants of which one is wrong at its `number`th turn."""
    turns = Counter()

    def run(contest, contestant):
        turns[contestant.name] += 1
        if contestant.name == who and turns[who] == number:
            raise Failed("the sums differ")
        return usual(contest, contestant)

    return run


class Rounds(unittest.TestCase):
    def test_let_everyone_run_once_in_each(self):
        turns = []
        contests = [places.contest("one", "Slow"), places.contest("two", "Fast")]
        play(contests, lambda contest, contestant: turns.append((contest.name, contestant.name)) or 1.0, count=2)
        self.assertEqual(
            Counter(turns),
            {("one", DAYBOOK): 2, ("one", "Slow"): 2, ("two", DAYBOOK): 2, ("two", "Fast"): 2},
        )
        self.assertEqual(len(set(turns[:4])), 4)

    def test_have_an_order_that_the_seed_decides(self):
        def order(seed):
            turns = []
            contests = [places.contest(str(i), "Slow", "Fast") for i in range(5)]
            play(contests, lambda contest, contestant: turns.append((contest.name, contestant.name)) or 1.0, seed=seed)
            return turns

        self.assertEqual(order(1), order(1))
        self.assertNotEqual(order(1), order(2))

    def test_hold_where_everything_was_right(self):
        outcomes = play([places.contest("one", "Slow", "Fast")], usual)
        self.assertFalse(rounds.failed(outcomes))
        self.assertEqual(outcomes[0].ratio("Slow").per_round, (3.0, 3.0, 3.0))
        self.assertEqual(outcomes[0].ratio("Fast").median, 0.5)

    def test_fail_where_one_result_of_a_peer_was_wrong(self):
        outcomes = play([places.contest("one", "Slow")], wrong_in(2, "Slow"))
        self.assertTrue(rounds.failed(outcomes))
        self.assertEqual(outcomes[0].failures, ["Slow, round 2: the sums differ"])
        self.assertEqual(outcomes[0].ratio("Slow").per_round, (3.0, 3.0))

    def test_fail_where_one_result_of_daybook_was_wrong(self):
        self.assertTrue(rounds.failed(play([places.contest("one", "Slow")], wrong_in(3, DAYBOOK))))

    def test_that_are_interrupted_leave_what_they_have(self):
        def run(contest, contestant):
            if len(outcomes[0].rates) == 2:
                raise KeyboardInterrupt
            return usual(contest, contestant)

        outcomes = [rounds.Outcome(places.contest("one", "Slow"))]
        with self.assertRaises(KeyboardInterrupt):
            rounds.play(outcomes, 2, 1, run, lambda line: None)
        self.assertEqual(outcomes[0].ratio("Slow").per_round, (3.0,))

    def test_fail_where_nothing_ran(self):
        self.assertTrue(rounds.failed([]))


class Report(unittest.TestCase):
    def test_has_durability_and_batch_beside_medians_and_spread(self):
        slow = iter((100.0, 150.0, 50.0))
        run = lambda contest, contestant: next(slow) if contestant.name == "Slow" else usual(contest, contestant)
        lines = report.table(play([places.contest("one", "Slow", "Fast")], run)).splitlines()
        self.assertEqual(len(lines), 4)
        self.assertEqual(lines[2].split(), ["one", "process", "100", "300", "Slow", "100", "3.00", "2.00", "-", "6.00", "3"])
        self.assertEqual(lines[3].split()[4:7], ["Fast", "600", "0.50"])

    def test_shows_no_ratio_to_a_peer_that_always_failed(self):
        def run(contest, contestant):
            if contestant.name == "Slow":
                raise Failed("it did not start")
            return usual(contest, contestant)

        outcomes = play([places.contest("one", "Slow")], run)
        self.assertEqual(report.table(outcomes).splitlines()[2].split()[4:], ["Slow", "failed", "-", "-", "0"])
        self.assertIsNone(report.as_json(outcomes)[0]["ratios"][0]["ratio"])

    def test_of_a_run_that_was_interrupted_calls_nobody_failed(self):
        outcomes = [rounds.Outcome(places.contest("one", "Slow"))]
        self.assertEqual(report.table(outcomes).splitlines()[2].split()[3:], ["-", "Slow", "-", "-", "-", "0"])

    def test_gives_a_program_every_round(self):
        found = report.as_json(play([places.contest("one", "Slow")], usual))[0]
        self.assertEqual(found["ratios"], [{"peer": "Slow", "ratio": 3.0, "least": 3.0, "most": 3.0, "per_round": [3.0] * 3}])
        self.assertEqual(found["rates"], {DAYBOOK: [300.0] * 3, "Slow": [100.0] * 3})


if __name__ == "__main__":
    unittest.main()
