"""A Kafka of one's own: what it needs is told, it belongs to its folder, and it leaves nothing behind."""

from dataclasses import replace
from pathlib import Path

import pytest

from deploy.kafka import jars
from deploy.kafka.cluster import NODES, Cluster
from deploy.kafka.jars import KafkaMissing
from deploy.kafka.topics import declared
from deploy.localrun.run import check_carrier
from deploy.localrun.run_config import InvalidRunConfig, RunConfig
from shared.contracts.publish import facts
from tests.deploy.processes_of import a_process, processes_of
from tests.eventually import eventually
from tests.needing_kafka import needing_kafka


@pytest.fixture
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A search path of our own, without programs."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def a_program(path: Path, words: str) -> None:
    path.write_text(f"#!/bin/sh\n{words}\n")
    path.chmod(0o755)


def test_without_java_the_person_is_told_what_to_install(nothing_installed: Path) -> None:
    with pytest.raises(KafkaMissing, match="install a JRE"):
        jars.java()


def test_a_java_that_is_too_old_is_refused_by_its_version(nothing_installed: Path) -> None:
    a_program(nothing_installed / "java", """echo 'openjdk version "11.0.2"' >&2""")
    with pytest.raises(KafkaMissing, match=r"17 or newer.*version 11"):
        jars.java()


def test_without_maven_the_person_is_told_what_to_install(nothing_installed: Path) -> None:
    with pytest.raises(KafkaMissing, match="no `mvn` here"):
        jars.classpath()


def test_a_fetch_that_fails_says_why_and_leaves_nothing_half_there(nothing_installed: Path) -> None:
    a_program(nothing_installed / "mvn", "echo 'no route to anywhere'; exit 1")
    with pytest.raises(KafkaMissing, match="no route to anywhere"):
        jars.classpath()
    assert list((nothing_installed / "cache" / "dolen").iterdir()) == []


def test_topics_are_those_of_the_contracts() -> None:
    assert set(declared()) == {fact.topic for fact in facts().values()}


def test_brokers_get_the_ports_behind_the_others_and_only_over_kafka(run_config: RunConfig) -> None:
    assert "kafka-1" not in run_config.ports
    ports = replace(run_config, bus="kafka").ports
    assert list(ports.values()) == list(range(run_config.port, run_config.port + 7 + 2 * len(NODES)))


def test_a_run_that_is_told_of_a_cluster_has_none_of_its_own(run_config: RunConfig) -> None:
    told = RunConfig.of(
        {"DOLEN_HOME": str(run_config.home), "DOLEN_BUS": "kafka", "DOLEN_KAFKA": "somewhere:9092"}
    )
    assert "kafka-1" not in told.ports
    assert told.environment_of("outcomes", {})["DOLEN_KAFKA"] == "somewhere:9092"


def test_no_cluster_has_an_id_that_reads_like_an_option(tmp_path: Path) -> None:
    identities = {Cluster(tmp_path / str(number), 1).identity() for number in range(1000)}
    assert len(identities) == 1000
    assert not any(each.startswith("-") for each in identities)


def test_an_unknown_bus_is_refused() -> None:
    with pytest.raises(InvalidRunConfig, match="postgres or kafka"):
        RunConfig.of({"DOLEN_BUS": "pigeons"})


def test_a_folder_that_has_run_over_one_bus_is_not_run_over_the_other(run_config: RunConfig) -> None:
    """Its databases know by offset how far they have read: facts would be passed over."""
    check_carrier(replace(run_config, bus="kafka"))
    check_carrier(replace(run_config, bus="kafka"))
    with pytest.raises(InvalidRunConfig, match="run it with BUS=kafka"):
        check_carrier(run_config)


def test_a_folder_from_before_there_was_a_choice_has_run_over_postgres(run_config: RunConfig) -> None:
    (run_config.home / "postgres").mkdir()
    with pytest.raises(InvalidRunConfig, match="run it with BUS=postgres"):
        check_carrier(replace(run_config, bus="kafka"))


def test_who_looks_into_a_folder_later_need_not_know_what_it_has_run_over(run_config: RunConfig) -> None:
    check_carrier(replace(run_config, bus="kafka"))
    assert RunConfig.of({"DOLEN_HOME": str(run_config.home)}).bus == "kafka"
    assert RunConfig.of({"DOLEN_HOME": str(run_config.home), "DOLEN_BUS": "postgres"}).bus == "postgres"


async def test_brokers_die_with_whoever_started_them(home: Path, free_port: int) -> None:
    with needing_kafka():
        jars.java(), jars.classpath()
    cluster = Cluster(home / "kafka", free_port)

    async def left() -> int:
        return len([line for line in processes_of(str(cluster.home)) if "kafka.Kafka" in line])

    with a_process("-m", "tests.deploy.programs.cluster_holder", str(cluster.home), str(cluster.port)):
        await eventually(left, until=lambda count: count == len(NODES), within=60)
    await eventually(left, until=lambda count: count == 0)
