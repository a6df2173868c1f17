"""Who publishes a topic is who makes its facts in the code, and nobody else makes them."""

import ast
from importlib import import_module
from pathlib import Path

from deploy.topology import SERVICES
from shared.contracts.publish import facts
from shared.contracts.publishers import publisher_of

ROOT = Path(__file__).parent.parent.parent


def topics_of_facts_made_in(service: str) -> set[str]:
    """The topics of the facts that a service's code calls the classes of, or hands on to be called."""
    by_name = {fact.__name__: fact.topic for fact in facts().values()}
    heard = {fact.__name__ for fact in reactions_of(service)}
    found = set()
    for path in (ROOT / "services" / service).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                if name in by_name and name not in heard:
                    found.add(by_name[name])
    return found


def reactions_of(service: str) -> set[type]:
    topics = set(import_module(f"services.{service}.app").SERVICE.reactions.topics)
    return {fact for fact in facts().values() if fact.topic in topics}


def test_every_topic_has_a_publisher_that_there_is() -> None:
    assert {publisher_of(fact.topic) for fact in facts().values()} == set(SERVICES)


def test_a_service_makes_facts_of_its_own_topics_only() -> None:
    for service in SERVICES:
        made = topics_of_facts_made_in(service)
        assert made, service
        assert {publisher_of(topic) for topic in made} == {service}
