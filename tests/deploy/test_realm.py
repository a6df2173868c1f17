"""The realm that Keycloak starts from holds no secret, and its examples are not enabled."""

import json
from typing import Any

from deploy.demo.oows import Lot
from shared.auth.service_tokens import SERVICE
from shared.contracts.role_policy import ROLES
from shared.contracts.vocabulary import Role
from shared.settings import Settings
from tests.compose_page import ROOT

REALM: dict[str, Any] = json.loads((ROOT / "deploy" / "keycloak" / "realm.json").read_text())


def test_clients_of_the_realm_are_examples_that_prove_themselves_by_a_key() -> None:
    for client in REALM["clients"]:
        assert client["enabled"] is False, client["clientId"]
        assert client["clientAuthenticatorType"] == "client-jwt"
        assert not client["publicClient"]
        assert not client["directAccessGrantsEnabled"]
        assert client["attributes"]["access.token.header.type.rfc9068"] == "true"


def test_tokens_of_the_realm_are_short_and_name_the_person_where_people_sign_in() -> None:
    assert REALM["accessTokenLifespan"] <= Settings.model_fields["longest_token_seconds"].default
    for client in REALM["clients"]:
        [role] = [
            mapper["config"]["claim.value"]
            for mapper in client["protocolMappers"]
            if mapper["config"]["claim.name"] == "role"
        ]
        of_people = ROLES[role].of_people
        assert ("dolen-person" in client["defaultClientScopes"]) is of_people
        assert client["standardFlowEnabled"] is of_people
        assert client["serviceAccountsEnabled"] is not of_people


def test_the_realm_holds_no_secret_and_makes_nobody_a_service() -> None:
    assert "secret" not in json.dumps(REALM).lower()
    roles = set()
    for client in REALM["clients"]:
        said = {
            mapper["config"]["claim.name"]: mapper["config"]["claim.value"]
            for mapper in client["protocolMappers"]
        }
        assert said.keys() == {"role", "org", "lots", "purposes"}
        assert set(json.loads(said["lots"])) <= set(Lot)
        roles.add(said["role"])
    assert roles == set(Role) - {SERVICE}
