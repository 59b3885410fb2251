#!/usr/bin/env python3
"""Daybook and what users would pick instead, at the same work, in turns in one run: see README.md beside this file."""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from driver import java, report, rounds, servers  # noqa: E402
from driver.contests import matching  # noqa: E402
from driver.runner import Runner  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build" / "peers"
INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench-peers", description=__doc__)
    parser.add_argument("text", nargs="*", help="only contests or peers whose name contains one of these")
    parser.add_argument("--quick", action="store_true", help="one short round: whether it runs, not how fast")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5, help="of each contestant in each round, at least")
    parser.add_argument("--seed", type=int, default=1, help="of the order of the turns")
    parser.add_argument("--json", type=Path, metavar="FILE", help="everything, for a program")
    parser.add_argument("--directory", type=Path, default=BUILD, help="data of all contestants goes below it")
    parser.add_argument("--processors", metavar="N,N", help="the processors that all contestants may use")
    parser.add_argument("--list", action="store_true", help="print the contests")
    return parser.parse_args()


def interrupt(number: int, frame: object) -> None:
    """Everything that was started is stopped, and what it wrote is removed; the next signal must not interrupt that."""
    for other in INTERRUPTS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> int:
    options = arguments()
    contests = matching(options.text)
    if options.list:
        print("\n".join(f"{c.name}: {', '.join(x.name for x in c.contestants)}" for c in contests))
        return 0
    if not contests:
        print("no contest and no peer has such a name; --list prints them", file=sys.stderr)
        return 2
    if options.processors:
        os.sched_setaffinity(0, {int(number) for number in options.processors.split(",")})
    options.directory.mkdir(parents=True, exist_ok=True)
    data = Path(tempfile.mkdtemp(prefix="data-", dir=options.directory.resolve()))
    data.chmod(0o755)
    for number in INTERRUPTS:
        signal.signal(number, interrupt)
    try:
        return compare(options, contests, data)
    except servers.Missing as missing:
        print(f"bench-peers: {missing}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("bench-peers: interrupted before anything was measured", file=sys.stderr)
        return 130
    finally:
        shutil.rmtree(data, ignore_errors=True)


def compare(options: argparse.Namespace, contests: list, data: Path) -> int:
    classes = BUILD / "java"
    java.compile_all(HERE, classes)
    runner = Runner(
        native=BUILD / "daybook_peers",
        classes=classes,
        packages=BUILD / "packages",
        directory=data,
        seconds=1 if options.quick else options.seconds,
        records=480_000 if options.quick else 4_800_000,
        warm_bytes=(1 if options.quick else 2) << 30,
    )
    machine = report.machine(ROOT, data, runner.native)
    configurations = report.configurations(contests, runner.packages)
    for name, value in machine.items():
        print(f"{name}: {value}")
    for contestant, settings in configurations.items():
        print(f"{contestant}: {', '.join(f'{key} {value}' for key, value in settings.items())}")
    outcomes = [rounds.Outcome(contest) for contest in contests]
    count = 1 if options.quick else options.rounds
    complete = False
    try:
        rounds.play(outcomes, count, options.seed, runner.run, lambda line: print(line, flush=True))
        complete = True
    except KeyboardInterrupt:
        pass
    print("\n" + report.table(outcomes))
    if options.json:
        everything = {
            "machine": machine,
            "configurations": configurations,
            "seconds": runner.seconds,
            "seed": options.seed,
            "quick": options.quick,
            "complete": complete,
            "contests": report.as_json(outcomes),
        }
        options.json.write_text(json.dumps(everything, indent=2) + "\n")
    if not complete:
        print("\nbench-peers: interrupted; servers are stopped, data is removed; the table has what was measured", file=sys.stderr)
        return 130
    if rounds.failed(outcomes):
        print("\nthis run does not count: results were wrong or missing", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
