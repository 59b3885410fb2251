"""Makes the driver's modules importable, and contestants that say what a test wants them to."""

import sys
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCES / "bench" / "peers"))

from driver.contests import DAYBOOK, Contest, Contestant  # noqa: E402


def contest(name: str, *peers: str) -> Contest:
    contestants = tuple(Contestant(who, "native none") for who in (DAYBOOK, *peers))
    return Contest(name=name, durability="process", batch=100, unit="items", settings={}, contestants=contestants)


def script(text: str) -> list[str]:
    """The command line of a contestant that does what `text`, in Python, says."""
    return [sys.executable, "-c", text]
