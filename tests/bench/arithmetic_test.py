import unittest

import places  # noqa: F401
from driver import arithmetic


class Rate(unittest.TestCase):
    def test_is_items_per_second(self):
        self.assertEqual(arithmetic.rate(1_000, 4.0), 250.0)

    def test_of_nothing_is_no_measurement(self):
        for items, seconds in ((0, 1.0), (1, 0.0), (-1, 1.0)):
            with self.assertRaises(ValueError):
                arithmetic.rate(items, seconds)


class Ratio(unittest.TestCase):
    def test_is_taken_in_each_round_before_the_median(self):
        # The median of the rates, 20 over 10, would say 2.
        ratio = arithmetic.ratio({1: 10.0, 2: 20.0, 3: 90.0}, {1: 10.0, 2: 5.0, 3: 30.0})
        self.assertEqual(ratio.per_round, (1.0, 4.0, 3.0))
        self.assertEqual(ratio.median, 3.0)

    def test_of_an_even_number_of_rounds_lies_between_the_middle_two(self):
        self.assertEqual(arithmetic.ratio({1: 1.0, 2: 4.0}, {1: 1.0, 2: 1.0}).median, 2.5)

    def test_tells_its_spread(self):
        ratio = arithmetic.ratio({1: 1.0, 2: 8.0, 3: 2.0}, {1: 2.0, 2: 2.0, 3: 2.0})
        self.assertEqual((ratio.least, ratio.most), (0.5, 4.0))

    def test_leaves_out_rounds_that_only_one_of_the_two_has(self):
        self.assertEqual(arithmetic.ratio({1: 1.0, 2: 6.0}, {2: 2.0, 3: 9.0}).per_round, (3.0,))

    def test_is_none_without_a_round_of_both(self):
        self.assertIsNone(arithmetic.ratio({1: 1.0}, {2: 1.0}))


if __name__ == "__main__":
    unittest.main()
