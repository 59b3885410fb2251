"""Who is compared with whom, and at what."""

from dataclasses import dataclass, field

DAYBOOK = "Daybook"


@dataclass(frozen=True)
class Contestant:
    name: str
    program: str  # "native NAME" of daybook_peers, or "java CLASS"
    server: str = ""  # which server it needs: "redis" or "postgresql"
    settings: dict[str, str | int] = field(default_factory=dict)  # its own, beside the contest's


@dataclass(frozen=True)
class Contest:
    """The same work for all contestants; the first one is Daybook."""

    name: str
    durability: str
    batch: int
    unit: str
    settings: dict[str, str | int]
    contestants: tuple[Contestant, ...]
    courses: bool = False  # runs courses of `records=` items each


def handoff(topology: str, size: int, batch: int, wait: str, records_are: str = "items") -> Contest:
    contestants = [
        Contestant(DAYBOOK, "native handoff_daybook", settings={"records_are": records_are}),
        Contestant("Disruptor", "java Handoff", settings={"strategy": wait}),
    ]
    if wait == "blocking":
        contestants.append(Contestant("Disruptor phased", "java Handoff", settings={"strategy": "phased"}))
    if topology != "diamond" and records_are == "items":
        queue = "moodycamel" if wait == "yielding" else "mutex_deque"
        contestants.append(Contestant(queue.replace("_", "+"), f"native handoff_{queue}"))
    family = "handoff" if records_are == "items" else "command"
    return Contest(
        name=f"{family}/{topology}/{size}_bytes/batch{batch}/{wait}",
        durability="none",
        batch=batch,
        unit="items",
        settings={"topology": topology, "bytes": size, "batch": batch, "wait": wait},
        contestants=tuple(contestants),
        courses=True,
    )


def handoffs() -> list[Contest]:
    waits = ("yielding", "blocking")
    contests = [
        handoff(topology, size, batch, wait)
        for topology in ("1to1", "diamond", "3to1")
        for size in (8, 128)
        for batch in (1, 32)
        for wait in waits
        # The shared intake has no batches: its producers do not know one another.
        if topology != "3to1" or batch == 1
    ]
    # The same with what the engine hands over, commands with their headers, where others have items.
    contests += [
        handoff(topology, 128, batch, "yielding", "commands") for topology in ("1to1", "diamond") for batch in (1, 32)
    ]
    return contests


def logs() -> list[Contest]:
    contests = []
    for what in ("append", "tail"):
        for service in ("inline", "thread") if what == "append" else ("inline",):
            contests.append(
                Contest(
                    name=f"log/{what}/128_bytes" + ("/service_thread" if service == "thread" else ""),
                    durability="process",
                    batch=1,
                    unit="records",
                    settings={"what": what},
                    contestants=(
                        Contestant(DAYBOOK, "native log_daybook", settings={"service": service}),
                        Contestant("Chronicle Queue", "java Log"),
                    ),
                    courses=True,
                )
            )
    return contests


def ledgers(accounts: int = 100_000) -> list[Contest]:
    return [
        Contest(
            name=f"ledger/batch{batch}",
            durability="power",
            batch=batch,
            unit="postings",
            settings={"batch": batch, "accounts": accounts},
            contestants=(
                Contestant(DAYBOOK, "native ledger_daybook"),
                Contestant("Redis", "native ledger_redis", server="redis"),
                Contestant("PostgreSQL", "native ledger_postgresql", server="postgresql"),
                # No checkpoint and no flush of the buffer within a turn; all pages in the cache.
                Contestant("SQLite", "native ledger_sqlite", settings={"wal_autocheckpoint": 1_000_000, "cache_size": -262_144}),
                Contestant("RocksDB", "native ledger_rocksdb", settings={"write_buffer_mib": 256}),
            ),
        )
        for batch in (1, 100, 10_000)
    ]


def matching(texts: list[str]) -> list[Contest]:
    """All contests, or those whose name or one of whose contestants contains one of `texts`; of the contestants then
    those that are named, and Daybook."""
    everything = handoffs() + logs() + ledgers()
    if not texts:
        return everything
    wanted = [text.lower() for text in texts]
    found = []
    for contest in everything:
        if any(text in contest.name for text in wanted):
            found.append(contest)
            continue
        peers = [c for c in contest.contestants[1:] if any(text in c.name.lower() for text in wanted)]
        if peers:
            found.append(Contest(**{**vars(contest), "contestants": (contest.contestants[0], *peers)}))
    return found
