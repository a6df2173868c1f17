"""Finds Java and fetches the brokers' jars: of a fixed version, once, with Maven."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

VERSION: Final = "4.4.0"
JAVA: Final = 17
"""The oldest Java that brokers of this version run on."""

_POM: Final = Path(__file__).parent / "pom.xml"
_COPY: Final = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_FETCH_SECONDS: Final = 600


class KafkaMissing(Exception):
    """What the local cluster needs is not on this machine; the message says what to install."""


def java() -> str:
    """The Java to run brokers with. Raises KafkaMissing."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin" if home else None)
    if found is None:
        raise KafkaMissing(
            f"Kafka needs Java {JAVA} or newer, and there is no `java` here: install a JRE "
            f"(Debian: openjdk-{JAVA}-jre-headless) or set JAVA_HOME."
        )
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < JAVA:
        which = version[1] if version else "unknown"
        raise KafkaMissing(f"Kafka needs Java {JAVA} or newer; {found} is version {which}.")
    return found


def classpath() -> str:
    """The brokers' jars, fetched where they are not here yet. Raises KafkaMissing."""
    return f"{fetched(_POM, f'kafka-{VERSION}')}/*"


def fetched(pom: Path, name: str) -> Path:
    """The folder of the jars that `pom` asks for, which is kept under `name`. Raises KafkaMissing."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "dolen"
    jars = cache / name
    if not jars.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as draft:  # a fetch cut short leaves nothing half there
            new = _fetch(pom, Path(draft) / "jars")
            if not jars.is_dir():
                new.rename(jars)
    return jars


def _fetch(pom: Path, into: Path) -> Path:
    maven = shutil.which("mvn")
    if maven is None:
        raise KafkaMissing(
            f"What {pom.name} asks for is fetched with Maven, and there is no `mvn` here: install it "
            "(Debian: maven)."
        )
    wanted = ["-DincludeScope=runtime", f"-DoutputDirectory={into}"]
    done = subprocess.run(
        [maven, "-B", "-q", "-f", str(pom), _COPY, *wanted],
        capture_output=True,
        text=True,
        check=False,
        timeout=_FETCH_SECONDS,
    )
    if done.returncode != 0:
        raise KafkaMissing(
            f"Maven could not fetch what {pom.name} asks for:\n{(done.stdout + done.stderr)[-2000:]}"
        )
    return into
