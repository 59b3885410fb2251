"""Servers of our own, on unix sockets, with data directories of our own; stopped when they are not needed any more."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

POSTGRESQL = Path("usr/lib/postgresql/15/bin")
START_SECONDS = 30

REDIS_SETTINGS = {
    "port": "0",
    "daemonize": "no",
    "appendonly": "yes",
    "appendfsync": "always",
    "save": '""',
    "auto-aof-rewrite-percentage": "0",
}
POSTGRESQL_SETTINGS = {
    "listen_addresses": "''",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_sync_method": "fdatasync",
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "jit": "off",
}


class Missing(Exception):
    """A program that should be installed is not there."""


def find(server: str, packages: Path) -> Path:
    """The program of `server`. Raises Missing."""
    return {"redis": _redis_program, "postgresql": _postgresql_program}[server](packages)


def version_of(server: str, packages: Path) -> str:
    return subprocess.run([find(server, packages), "--version"], capture_output=True, text=True, check=True).stdout.strip()


def settings_of(server: str) -> dict[str, str]:
    return {"redis": REDIS_SETTINGS, "postgresql": POSTGRESQL_SETTINGS}[server]


@contextmanager
def running(server: str, directory: Path, packages: Path):
    """Starts `server` on an empty `directory`; yields what the contestant needs to find it; stops it."""
    # Of its own, because the path of a socket may have no more than 107 characters.
    sockets = Path(tempfile.mkdtemp(prefix="daybook-peers-"))
    try:
        start = {"redis": _redis, "postgresql": _postgresql}[server]
        with start(directory, sockets, packages) as address:
            yield {"socket": str(address)}
    finally:
        shutil.rmtree(sockets, ignore_errors=True)


@contextmanager
def _redis(directory: Path, sockets: Path, packages: Path):
    path = sockets / "redis.sock"
    configuration = directory / "redis.conf"
    settings = {**REDIS_SETTINGS, "unixsocket": str(path), "dir": str(directory)}
    configuration.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
    with _process([_redis_program(packages), str(configuration)], directory / "redis.log") as process:
        _await(process, path, directory / "redis.log")
        yield path


def _redis_program(packages: Path) -> Path:
    installed = shutil.which("redis-server")
    if installed:
        return Path(installed)
    # The package redis-tools brings the server's program, which does what its name says, but starts no server.
    tools = shutil.which("redis-check-rdb")
    if not tools:
        raise Missing("redis-server, or redis-tools, is not installed")
    packages.mkdir(parents=True, exist_ok=True)
    link = packages / "redis-server"
    link.unlink(missing_ok=True)
    link.symlink_to(tools)
    return link


@contextmanager
def _postgresql(directory: Path, sockets: Path, packages: Path):
    postgres = _postgresql_program(packages)
    data = directory / "postgresql"
    data.mkdir(mode=0o700)
    for place in (directory, data, sockets):
        if os.geteuid() == 0:
            shutil.chown(place, "nobody", "nogroup")
    log = directory / "postgresql.log"
    with log.open("w") as output:
        subprocess.run(
            [postgres.parent / "initdb", "-D", data, "-U", "peers", "--auth=trust", "--locale=C", "--encoding=UTF8", "--no-sync"],
            check=True, stdout=output, stderr=output, cwd=data, **_not_root(),
        )
    arguments = [postgres, "-D", data, "-k", sockets]
    for key, value in POSTGRESQL_SETTINGS.items():
        arguments += ["-c", f"{key}={value.strip(chr(39))}"]
    # Interrupted, it stops at once and orderly.
    with _process(arguments, log, stop_by=signal.SIGINT, cwd=data, **_not_root()) as process:
        _await(process, sockets / ".s.PGSQL.5432", log)
        yield sockets


def _postgresql_program(packages: Path) -> Path:
    for root in (Path("/"), packages):
        if (root / POSTGRESQL / "postgres").exists():
            return root / POSTGRESQL / "postgres"
    raise Missing("PostgreSQL 15 is neither installed nor unpacked")


def _not_root() -> dict:
    """PostgreSQL refuses to run as root."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


@contextmanager
def _process(arguments: list, log: Path, stop_by: signal.Signals = signal.SIGTERM, **options):
    with log.open("a") as output:
        process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, **options
        )
    try:
        yield process
    finally:
        process.send_signal(stop_by)
        try:
            process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _await(process: subprocess.Popen, path: Path, log: Path) -> None:
    """Returns when somebody answers at the socket `path`."""
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(path))
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{process.args[0]} did not start:\n{log.read_text(errors='replace')[-2000:]}")
