"""Which commands there are, and what each of them calls."""

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from deploy import databases, entrypoints, installation_secrets
from deploy.cli import (
    audit,
    dead_letters,
    import_events,
    keys,
    listen,
    retention,
    revoke_tokens,
    show_plan,
    show_replay,
)
from deploy.cli.import_events import ImportFailed
from deploy.cli.listen import ListenFailed
from deploy.cli.partner_lookup import NoSuchPartner, partner
from deploy.installation_secrets import SecretsExist
from deploy.kafka.jars import KafkaMissing
from deploy.kafka.topics import TopicsDiffer, declare, declared
from deploy.localrun import clients, dev_token_issuer, key_pairs, run
from deploy.localrun.clients import NoSuchClient
from deploy.localrun.key_pairs import NoSigningKey
from deploy.localrun.postgres import PostgresFailed
from deploy.localrun.run_config import InvalidRunConfig, RunConfig
from deploy.processes.supervisor import ProcessFailed
from deploy.topology import AUDIT, DATABASES, SERVICES
from shared.clock import now
from shared.contracts.vocabulary import Role
from shared.field_encryption.key_files import KeyMissing, WeakKey
from shared.messaging.kafka.security import KafkaSecurity
from shared.secret_files import SecretFileInvalid, read_variable, required_variable

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)
app.add_typer(dead_letters.app, name="deadletters")
app.add_typer(revoke_tokens.app, name="tokens")
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="keys")
app.command("retention")(retention.run)

ServiceName = Literal["referrals", "participants", "outcomes", "employers", "gateway"]
DatabaseName = Literal["bus", "audit", "referrals", "participants", "outcomes", "employers"]


@app.command("run")
def run_everything(
    bus: Annotated[
        Literal["postgres", "kafka"] | None, typer.Option(help="What carries facts between services.")
    ] = None,
    demonstration: Annotated[bool, typer.Option(help="Post the demonstration programme.")] = True,
) -> None:
    """Everything on this machine, until Ctrl-C."""
    run_config = RunConfig.of()
    run.run(replace(run_config, bus=bus or run_config.bus), demonstration=demonstration)


@app.command()
def replay(
    service: Literal["outcomes"],
    keep: Annotated[bool, typer.Option(help="Leave the new read model where it is.")] = False,
) -> None:
    """Build a service's read model anew from the first fact on, beside the live one, and compare them."""
    show_replay.show(RunConfig.of(), service, keep=keep)


@app.command()
def kafka() -> None:
    """Three Kafka brokers on this machine, until Ctrl-C."""
    run.run_kafka(RunConfig.of())


@app.command()
def topics() -> None:
    """Make the topics that are missing in the cluster that DOLEN_KAFKA names.

    Brokers with TLS are told by DOLEN_KAFKA_CA, DOLEN_KAFKA_USER and DOLEN_KAFKA_PASSWORD."""
    ca = read_variable("DOLEN_KAFKA_CA")
    security = (
        KafkaSecurity(
            Path(ca), required_variable("DOLEN_KAFKA_USER"), required_variable("DOLEN_KAFKA_PASSWORD")
        )
        if ca
        else None
    )
    asyncio.run(declare(required_variable("DOLEN_KAFKA"), declared(), security))


@app.command()
def serve(
    name: ServiceName, role: Annotated[Literal["api", "worker", "all"], typer.Option()] = "all"
) -> None:
    """One service, or the gateway; its settings are environment variables."""
    entrypoints.serve(name, role=role)


@app.command()
def migrate(name: DatabaseName) -> None:
    """Bring one service's database, or the bus, up to date."""
    entrypoints.migrate(name)


@app.command()
def provision() -> None:
    """Make the databases and roles on a server of your own.

    Reads DOLEN_SERVER_URL (the superuser's address, without a database; its password may be in
    DOLEN_SERVER_PASSWORD) and, for each role, DOLEN_PASSWORD_<ROLE> such as DOLEN_PASSWORD_REFERRALS_APP.
    Each may be in a file that the same name with _FILE behind it names. Where DOLEN_BUS is kafka, there is no
    database for the bus."""
    server = entrypoints.database_address("DOLEN_SERVER_URL", "DOLEN_SERVER_PASSWORD")
    names = (AUDIT, *SERVICES) if os.environ.get("DOLEN_BUS") == "kafka" else DATABASES
    roles = [f"{name}_{kind}" for name in names for kind in ("owner", "app")]
    passwords = {role: required_variable(f"DOLEN_PASSWORD_{role.upper()}") for role in roles}
    asyncio.run(databases.provision(server, names, passwords.__getitem__))


@app.command("secrets")
def make_secrets(
    folder: Annotated[Path, typer.Argument(help="An empty folder, or one that is not there yet.")],
) -> None:
    """Make the secrets, keys and certificates of a server of your own, which docker-compose.yml reads."""
    installation_secrets.make(folder, now())


@app.command("key-set")
def key_set(keys: Annotated[list[Path], typer.Argument(help="Private keys (PEM), elliptic, P-256.")]) -> None:
    """Print the public halves of private keys as the key set that DOLEN_SERVICE_JWKS names.

    While a key is changed, name the old one and the new one."""
    typer.echo(key_pairs.key_set(key.read_bytes() for key in keys))


@app.command()
def token(
    role: Role,
    organisation: Annotated[
        str, typer.Option(help="Its id, or its name in the demonstration programme.")
    ] = "",
    lot: Annotated[list[str] | None, typer.Option(help="May be given more than once.")] = None,
    purpose: Annotated[list[str] | None, typer.Option(help="May be given more than once.")] = None,
    person: Annotated[str | None, typer.Option(help="The id of who has signed in.")] = None,
    minutes: Annotated[int, typer.Option(min=1, max=15)] = 15,
) -> None:
    """Print a token for trying things out; development only."""
    run_config = RunConfig.of()
    whose = partner(run_config, role, organisation, lot or [])
    typer.echo(
        dev_token_issuer.mint(
            run_config.keys,
            environment=run_config.environment,
            role=role,
            organisation=whose.id,
            at=now(),
            lots=lot or whose.lots,
            purposes=purpose,
            minutes=minutes,
            person=person,
        )
    )


@app.command("clients")
def show_clients(
    client: Annotated[str, typer.Argument(help="Its id, to print its secret and nothing else.")] = "",
) -> None:
    """Print the clients of the local run and their secrets, which POST /token takes; development only."""
    run_config = RunConfig.of()
    dev_token_issuer.check_development(run_config.environment)
    if client:
        typer.echo(run_config.keys.client_secret(clients.named(client).id))
        return
    for each in clients.CLIENTS:
        typer.echo("\t".join((each.id, run_config.keys.client_secret(each.id), each.role, each.name)))


@app.command("listen")
def listen_for_webhooks(
    client: Annotated[str, typer.Argument(help="Whose webhooks: a client of `dolen clients`.")],
    test: Annotated[bool, typer.Option(help="Have one message sent, print it and leave.")] = False,
) -> None:
    """Print the webhooks of a client of the local run as they come, until Ctrl-C; development only.

    It subscribes, checks each signature, and unsubscribes at the end."""
    listen.run(client, test=test)


@app.command()
def plan(
    file: Annotated[str, typer.Argument(help="A GraphQL operation; - for standard input.")],
    operation: Annotated[str | None, typer.Option(help="Its name, where there are several.")] = None,
    variables: Annotated[str, typer.Option(help="A JSON object.")] = "{}",
) -> None:
    """Print what the gateway would ask which service to answer a graph operation, and in which order."""
    show_plan.show(file, operation, variables)


@app.command("import")
def import_file(
    form: Annotated[str, typer.Argument(help="Which form the rows are, such as contact-recorded.")],
    file: Annotated[Path, typer.Argument(help="A CSV file, columns as in the form's template.")],
    token: Annotated[str, typer.Option(envvar="DOLEN_TOKEN", help="A provider's access token.")],
    gateway: Annotated[
        str | None, typer.Option(help="Its address; that of the local run when left out.")
    ] = None,
) -> None:
    """Post a file of events, one a row, and tell which rows were refused."""
    import_events.post_file(form, file, token=token, gateway=gateway)


def main() -> None:
    """Runs the command; what a person can put right is told in one line, without a traceback."""
    try:
        app()
    except (
        InvalidRunConfig,
        PostgresFailed,
        KafkaMissing,
        TopicsDiffer,
        ProcessFailed,
        NoSuchClient,
        NoSuchPartner,
        NoSigningKey,
        ImportFailed,
        ListenFailed,
        SecretsExist,
        SecretFileInvalid,
        KeyMissing,
        WeakKey,
    ) as error:
        typer.secho(str(error), fg=typer.colors.RED, err=True)
        sys.exit(1)
    except (dev_token_issuer.NotInDevelopment, dev_token_issuer.UnknownRole) as error:
        typer.secho(str(error), fg=typer.colors.RED, err=True)
        sys.exit(2)
