import subprocess
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

import places
from driver import servers
from driver.runner import Failed, Runner, execute, read_result


class Result(unittest.TestCase):
    def test_is_a_rate(self):
        self.assertEqual(read_result(0, '{"items": 300, "seconds": 2.0, "wrong": ""}\n', ""), 150.0)

    def test_stands_in_the_last_line(self):
        self.assertEqual(read_result(0, 'warming up\n{"items": 1, "seconds": 1.0, "wrong": ""}\n', ""), 1.0)

    def test_with_a_failed_check_is_a_failure(self):
        with self.assertRaisesRegex(Failed, "the sums differ"):
            read_result(1, '{"items": 300, "seconds": 2.0, "wrong": "the sums differ"}\n', "")

    def test_with_a_failed_check_is_a_failure_whatever_the_status(self):
        with self.assertRaisesRegex(Failed, "the sums differ"):
            read_result(0, '{"items": 300, "seconds": 2.0, "wrong": "the sums differ"}\n', "")

    def test_of_a_program_that_failed_is_a_failure_whatever_it_printed(self):
        with self.assertRaisesRegex(Failed, "exit status 3: no memory"):
            read_result(3, '{"items": 300, "seconds": 2.0, "wrong": ""}\n', "no memory")

    def test_that_is_missing_or_cut_short_is_a_failure(self):
        for output in ("", "\n", "hello\n", '{"items": 300', "[]", '{"items": 300, "seconds": 2.0}', '{"wrong": ""}'):
            with self.assertRaises(Failed, msg=output):
                read_result(0, output, "")

    def test_without_items_or_time_is_a_failure(self):
        for output in ('{"items": 0, "seconds": 2.0, "wrong": ""}', '{"items": 5, "seconds": 0, "wrong": ""}'):
            with self.assertRaises(Failed, msg=output):
                read_result(0, output, "")


class Server(unittest.TestCase):
    def test_that_does_not_start_costs_one_turn(self):
        with tempfile.TemporaryDirectory() as directory:
            place = Path(directory)
            runner = Runner(Path("/bin/true"), place, place, place, seconds=1, records=1, warm_bytes=0)
            contest = places.contest("one")
            for broken in (RuntimeError("did not start"), OSError("no such file"), subprocess.CalledProcessError(1, "initdb")):
                with mock.patch.object(servers, "running", side_effect=broken), self.assertRaises(Failed) as failed:
                    runner.run(contest, replace(contest.contestants[0], server="redis"))
                self.assertIn("redis could not be started", str(failed.exception))


class Execution(unittest.TestCase):
    def test_tells_status_and_output(self):
        found = execute(places.script("import sys; print('out'); print('err', file=sys.stderr); sys.exit(4)"), 60)
        self.assertEqual(found, (4, "out\n", "err\n"))

    def test_ends_what_does_not_end_by_itself(self):
        command = places.script("import time\nwhile True: time.sleep(60)  # " + self.id())
        status, _, error = execute(command, patience=0)
        self.assertEqual((status, error), (-1, "it did not end within 0 s"))
        self.assertEqual([line for line in command_lines() if command[2] in line], [])


def command_lines() -> list[str]:
    """Of all processes."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_text(errors="replace"))
        except OSError:
            continue  # it has ended meanwhile
    return lines


if __name__ == "__main__":
    unittest.main()
