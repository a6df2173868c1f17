"""A password joins an address that has none, and what leaves a machine is told from what does not."""

import pytest

from shared.server_addresses import (
    are_brokers_on_this_machine,
    is_database_verified,
    is_web_address_verified,
    with_password,
)


def test_a_password_joins_its_address_whatever_letters_it_has() -> None:
    joined = with_password("postgresql://app@db:5432/own?sslmode=verify-full", "a/b@c:d?e")
    assert joined == "postgresql://app:a%2Fb%40c%3Ad%3Fe@db:5432/own?sslmode=verify-full"


@pytest.mark.parametrize("address", ["postgresql://db/own", "postgresql://app:already@db/own"])
def test_an_address_without_a_user_or_with_a_password_gets_none(address: str) -> None:
    with pytest.raises(ValueError, match="names a user") as refused:
        with_password(address, "hush-hush")
    assert "hush-hush" not in str(refused.value)
    assert "already" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "verified"),
    [
        ("postgresql://app@127.0.0.1/own", True),
        ("postgresql://app@[::1]/own", True),
        ("postgresql://app@/own", True),
        ("postgresql://app@db/own?sslmode=verify-full&sslrootcert=ca.crt", True),
        ("postgresql://app@db/own", False),
        ("postgresql://app@db/own?sslmode=require", False),
        ("postgresql://app@db/own?sslmode=verify-ca", False),
        ("postgresql://app@10.0.0.1/own?sslmode=verify-full&sslmode=disable", False),
    ],
)
def test_a_database_elsewhere_is_verified_only_where_its_certificate_and_name_are_checked(
    address: str, verified: bool
) -> None:
    assert is_database_verified(address) is verified


@pytest.mark.parametrize(
    ("location", "verified"),
    [
        ("/etc/dolen/keys.json", True),
        ("https://issuer/keys", True),
        ("http://127.0.0.1:8080/keys", True),
        ("http://issuer/keys", False),
    ],
)
def test_keys_are_read_from_a_file_or_by_https(location: str, verified: bool) -> None:
    assert is_web_address_verified(location) is verified


def test_one_broker_elsewhere_is_enough_to_leave_this_machine() -> None:
    assert are_brokers_on_this_machine("127.0.0.1:9092,localhost:9093")
    assert not are_brokers_on_this_machine("127.0.0.1:9092,kafka-2:9092")
