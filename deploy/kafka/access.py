"""Which service may do what on which topic, and the job that tells the brokers so with Kafka's own tools."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from deploy.kafka.topics import declared
from deploy.topology import SERVICES
from shared.contracts.publishers import publisher_of
from shared.runtime.service import Service

FILE: Final = Path(__file__).parent / "access.sh"
TOPICS: Final = "topics"
"""The user that makes the topics, and neither writes nor reads."""

_HEAD: Final = """\
#!/usr/bin/env bash
# Makes the brokers' users and says what each may do, with Kafka's own tools; what nobody is allowed is
# refused. Running it again changes nothing but passwords. Written by `make contracts` from the code: which
# service publishes a topic, and which listens to it.
#
# BROKERS: host:port,… of the listener for certificates. AUTHORITY: the certificate (PEM) that vouches for
# them. SECRETS: a folder with kafka_admin (private key and certificate, PEM) and a password for each user,
# kafka_<user>. KAFKA_BIN: where Kafka's tools are.
set -euo pipefail

admin="$(mktemp)"
trap 'rm -f "$admin"' EXIT
cat >"$admin" <<END
security.protocol=SSL
ssl.keystore.type=PEM
ssl.keystore.location=$SECRETS/kafka_admin
ssl.truststore.type=PEM
ssl.truststore.location=$AUTHORITY
END

user() {
    # by a file: a command line can be read by others
    printf 'SCRAM-SHA-512=password=%s\\n' "$(<"$SECRETS/kafka_$1")" >"$admin.user"
    "$KAFKA_BIN/kafka-configs.sh" --bootstrap-server "$BROKERS" --command-config "$admin" \\
        --alter --entity-type users --entity-name "$1" --add-config-file "$admin.user"
    rm -f "$admin.user"
}

allow() {
    local who="$1"
    shift
    "$KAFKA_BIN/kafka-acls.sh" --bootstrap-server "$BROKERS" --command-config "$admin" \\
        --add --force --allow-principal "User:$who" "$@"
}

"""


@dataclass(frozen=True, slots=True)
class Access:
    """What a user of the brokers may do with some topics, in Kafka's words."""

    user: str
    operations: tuple[str, ...]
    topics: tuple[str, ...]


def table() -> list[Access]:
    """What every user may do; nothing else is allowed to anybody."""
    granted = []
    for service in SERVICES:
        owned = tuple(topic for topic in declared() if publisher_of(topic) == service)
        granted.append(Access(service, ("Write", "Describe"), owned))
        granted.append(Access(service, ("Read", "Describe"), tuple(sorted(_listens_to(service)))))
    granted.append(Access(TOPICS, ("Create", "Describe", "DescribeConfigs"), tuple(declared())))
    return [each for each in granted if each.topics]


def script() -> str:
    """The job, as it stands in `access.sh`."""
    users = [f"user {user}\n" for user in (*SERVICES, TOPICS)]
    return _HEAD + "".join(users) + "\n" + "".join(map(_allow, table()))


def _allow(access: Access) -> str:
    words = [f"--operation {operation}" for operation in access.operations]
    words += [f"--topic {topic}" for topic in access.topics]
    return f"allow {access.user} \\\n    " + " \\\n    ".join(words) + "\n"


def _listens_to(service: str) -> list[str]:
    found: Service = import_module(f"services.{service}.app").SERVICE
    return found.reactions.topics


if __name__ == "__main__":
    FILE.write_text(script())
