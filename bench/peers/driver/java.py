"""How the Java contestants are compiled and started."""

import shutil
import subprocess
from pathlib import Path

from driver.servers import Missing

JARS = Path("/usr/share/java")
CLASS_PATH = (
    "disruptor.jar",
    "openhft-chronicle.jar",
    "openhft-lang.jar",
    "openhft-affinity.jar",
    "openhft-compiler.jar",
    "slf4j-api.jar",
    "slf4j-nop.jar",
    "jna.jar",
    "jna-platform.jar",
)
# Chronicle Queue 3.6 is older than the modules of Java, and uses what they close.
OPTIONS = (
    "-Xms1g",
    "-Xmx1g",
    "-XX:+AlwaysPreTouch",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
    "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
)


def class_path(classes: Path) -> str:
    return ":".join([str(classes)] + [str(JARS / jar) for jar in CLASS_PATH])


def compile_all(sources: Path, classes: Path) -> None:
    if not shutil.which("javac"):
        raise Missing("javac is not installed")
    classes.mkdir(parents=True, exist_ok=True)
    files = [str(source) for source in sorted(sources.glob("*.java"))]
    subprocess.run(["javac", "-Xlint:all,-path", "-Werror", "-cp", class_path(classes), "-d", str(classes), *files], check=True)


def command(classes: Path, name: str) -> list[str]:
    return ["java", *OPTIONS, "-cp", class_path(classes), name]
