"""Runs one contestant and believes nothing that it has not checked."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from driver import arithmetic, java, servers
from driver.contests import Contest, Contestant


class Failed(Exception):
    """A contestant's results are wrong, or it did not run."""


@dataclass(frozen=True)
class Runner:
    native: Path  # daybook_peers
    classes: Path  # compiled from *.java
    packages: Path  # what is unpacked instead of installed
    directory: Path  # data of the contestants
    seconds: int
    records: int  # per course
    warm_bytes: int

    def run(self, contest: Contest, contestant: Contestant) -> float:
        """Items per second."""
        self._ready_the_machine()
        data = Path(tempfile.mkdtemp(dir=self.directory))
        data.chmod(0o755)
        try:
            with ExitStack() as stack:
                found = {}
                if contestant.server:
                    found = self._started(contestant.server, data, stack)
                return read_result(*execute(self._command(contest, contestant, data, found), self._patience()))
        finally:
            shutil.rmtree(data, ignore_errors=True)

    def _started(self, server: str, data: Path, stack: ExitStack) -> dict:
        try:
            return stack.enter_context(servers.running(server, data, self.packages))
        except (OSError, RuntimeError, subprocess.SubprocessError) as problem:
            raise Failed(f"{server} could not be started: {problem}") from problem

    def _ready_the_machine(self) -> None:
        """The same start for everybody: no dirty pages of others are left, and memory has been given out before."""
        os.sync()
        status, _, error = execute([str(self.native), "warm", f"bytes={self.warm_bytes}"], self._patience())
        if status != 0:
            raise Failed(f"memory could not be warmed: {error}")

    def _command(self, contest: Contest, contestant: Contestant, data: Path, found: dict) -> list[str]:
        settings = {"seconds": self.seconds, "directory": data, **contest.settings, **contestant.settings, **found}
        if contest.courses:
            settings["records"] = self.records
        kind, name = contestant.program.split()
        program = [str(self.native), name] if kind == "native" else java.command(self.classes, name)
        return program + [f"{key}={value}" for key, value in settings.items()]

    def _patience(self) -> int:
        return 300 + 30 * self.seconds


def execute(command: list[str], patience: int) -> tuple[int, str, str]:
    """Status, output, error output. Whatever ends this, the process and its children end, too."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        output, error = process.communicate(timeout=patience)
        return process.returncode, output, error
    except subprocess.TimeoutExpired:
        return -1, "", f"it did not end within {patience} s"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def read_result(status: int, output: str, error: str) -> float:
    """Items per second, from the contestant's last line. Raises Failed where its own check found something."""
    lines = output.strip().splitlines()
    try:
        result = json.loads(lines[-1])
        wrong = result["wrong"]
        if not wrong and status == 0:
            return arithmetic.rate(result["items"], result["seconds"])
    except (IndexError, KeyError, TypeError, ValueError) as problem:
        wrong = f"no result ({problem}), exit status {status}: {error.strip()[-500:]}"
    raise Failed(wrong or f"exit status {status}: {error.strip()[-500:]}")
