"""The table and the JSON of a run."""

import json
import os
import platform
import subprocess
from pathlib import Path
from statistics import median

from driver import java, servers
from driver.contests import DAYBOOK, Contest
from driver.rounds import Outcome

PACKAGES = ("libdisruptor-java", "libopenhft-chronicle-queue-java", "libconcurrentqueue-dev")
HEADINGS = ("contest", "durability", "batch", "Daybook /s", "peer", "peer /s", "ratio", "least - most", "rounds")


def table(outcomes: list[Outcome]) -> str:
    """Medians over the rounds; the ratio is Daybook / peer, the median of each round's own."""
    rows = [HEADINGS]
    for outcome in outcomes:
        for contestant in outcome.contest.contestants[1:]:
            ratio = outcome.ratio(contestant.name)
            rows.append(
                (
                    outcome.contest.name,
                    outcome.contest.durability,
                    f"{outcome.contest.batch:,}",
                    _rate(outcome, DAYBOOK),
                    contestant.name,
                    _rate(outcome, contestant.name),
                    f"{ratio.median:.2f}" if ratio else "-",
                    f"{ratio.least:.2f} - {ratio.most:.2f}" if ratio else "-",
                    str(len(ratio.per_round)) if ratio else "0",
                )
            )
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADINGS))]
    texts = (0, 1, 4)
    lines = []
    for row in rows:
        cells = [cell.ljust(w) if i in texts else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths))]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "-" * len(lines[0]))
    return "\n".join(lines)


def _rate(outcome: Outcome, name: str) -> str:
    """The median; a contestant that had no turn yet, because the run was interrupted, has not failed."""
    rates = outcome.rates.get(name)
    if rates:
        return f"{median(rates.values()):,.0f}"
    return "failed" if any(failure.startswith(f"{name}, ") for failure in outcome.failures) else "-"


def as_json(outcomes: list[Outcome]) -> list[dict]:
    found = []
    for outcome in outcomes:
        peers = []
        for contestant in outcome.contest.contestants[1:]:
            ratio = outcome.ratio(contestant.name)
            peers.append(
                {
                    "peer": contestant.name,
                    "ratio": ratio.median if ratio else None,
                    "least": ratio.least if ratio else None,
                    "most": ratio.most if ratio else None,
                    "per_round": list(ratio.per_round) if ratio else [],
                }
            )
        found.append(
            {
                "contest": outcome.contest.name,
                "durability": outcome.contest.durability,
                "batch": outcome.contest.batch,
                "unit": outcome.contest.unit,
                "settings": outcome.contest.settings,
                "own_settings": {c.name: c.settings for c in outcome.contest.contestants if c.settings},
                "rates": {name: list(rates.values()) for name, rates in outcome.rates.items()},
                "ratios": peers,
                "failures": outcome.failures,
            }
        )
    return found


def machine(root: Path, directory: Path, native: Path) -> dict[str, str]:
    """What the figures depend on."""
    model = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    return {
        "processor": model,
        "processors used": " ".join(map(str, sorted(os.sched_getaffinity(0)))),
        "kernel": platform.release(),
        "file system": _output(["stat", "-f", "-c", "%T", str(directory)]),
        "commit": _output(["git", "-C", str(root), "describe", "--always", "--dirty"]),
        "build": "preset peers: g++ -O2 -march=native",
        "java": " ".join(_output(["java", "-version"]).splitlines()[:1]),
        "java options": " ".join(java.OPTIONS),
        **json.loads(subprocess.run([native, "versions"], capture_output=True, text=True, check=True).stdout),
        **{package: _output(["dpkg-query", "-W", "-f=${Version}", package]) for package in PACKAGES},
    }


def configurations(contests: list[Contest], packages: Path) -> dict[str, dict[str, str | int]]:
    """Of the servers, which must all be there, and of the databases that are libraries."""
    found = {}
    for contestant in (contestant for contest in contests for contestant in contest.contestants):
        if contestant.server:
            version = servers.version_of(contestant.server, packages)
            found[contestant.name] = {"version": version, **servers.settings_of(contestant.server)}
        elif contestant.program.startswith("native ledger_") and contestant.settings:
            found[contestant.name] = contestant.settings
    return dict(sorted(found.items()))


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return (done.stdout + done.stderr).strip()
