"""One person's way through the front door, from a Jobcentre's referral to a job that lasts: every call of it
once more changes nothing, and the person is told everything that is kept about them."""

import asyncio
import subprocess
import sys
from collections import Counter
from time import monotonic
from uuid import UUID, uuid4, uuid5

import asyncpg

from deploy.topology import SERVICES
from tests.eventually import eventually
from tests.journeys.one_person import Travelled
from tests.journeys.people_to_read import a_registration_in_powys
from tests.patience import patient
from tests.platform import Platform
from tests.services.participants.conftest import an_event

NO_KNOWLEDGE = {"announced", "outbox", "unsent", "inbox", "dead_letter", "person_key", "idempotency"}
"""What is on its way, the key under which somebody is sealed, and answers as they were given."""


async def test_one_person_from_a_referral_to_a_job_that_lasts(travelled: Travelled) -> None:
    journey, referral = travelled.journey, travelled.referral
    before = await journey.everything(referral)
    for call in journey.made:
        answer = await journey.again(call)
        assert answer.status_code in (200, 201), (call.path, answer.text)
        for result in answer.json().get("results", []):
            assert result["status"] == "duplicate"
    assert await journey.everything(referral) == before


async def test_the_person_is_told_everything_that_is_kept_about_them(travelled: Travelled) -> None:
    """Complete against a recount: every row of every database that names the person is in the answer."""
    journey = travelled.journey
    recounted = await _rows_that_name(journey.platform, travelled)
    told = await journey.see(f"/v1/participants/{travelled.participant}/subject-access", "lead")
    assert told["participants"]["participant"]["person"]["given_name"] == "Siân"
    assert told["referrals"]["referrals"][0]["story"]["reason"] == "Wants to work again"
    assert {
        table: len(of_path)
        for table, of_path in {
            "participants.participant": [told["participants"]["participant"]],
            "participants.enrolment": told["participants"]["enrolments"],
            "participants.record": told["participants"]["records"],
            "participants.expected": told["participants"]["expected"],
            "participants.change": told["participants"]["changes"],
            "referrals.referral": told["referrals"]["referrals"],
            "referrals.referral_history": told["referrals"]["referrals"][0]["history"],
            "referrals.recent_referral": told["referrals"]["remembered"],
            "referrals.referral_link": told["referrals"]["links"],
            "referrals.webhook_delivery": told["referrals"]["webhooks"],
            "outcomes.record": told["outcomes"]["records"],
            "outcomes.enrolment": told["outcomes"]["counted"],
            "outcomes.achievement": told["outcomes"]["achievements"],
            "outcomes.soft_outcome": told["outcomes"]["soft_outcomes"],
            "outcomes.support": told["outcomes"]["support"],
            "outcomes.enrolment_change": told["outcomes"]["changes"],
            "outcomes.soft_outcome_change": told["outcomes"]["soft_outcome_changes"],
            "outcomes.claim": told["outcomes"]["claims"],
            "outcomes.finding": told["outcomes"]["findings"],
            "employers.placement": told["employers"]["placements"],
            "employers.placement_history": told["employers"]["placements"][0]["history"],
            "employers.known_participant": told["employers"]["participation"],
            "employers.ready_person": told["employers"]["readiness"],
            "reading": told["readings"],
        }.items()
        if of_path
    } == recounted
    due = (await journey.see("/v1/due", "lead", limit="100"))["items"]
    theirs = [each for each in due if each["participant_id"] == travelled.participant]
    assert told["participants"]["due"] == theirs
    assert isinstance(told["on_their_way"], list)
    received = {(each["organisation"], each["role"]) for each in told["received"]}
    assert {(str(journey.referrer), "referrer"), (str(journey.provider), "provider")} <= received


async def test_the_answer_is_a_page_in_the_language_asked_for(travelled: Travelled) -> None:
    journey = travelled.journey
    path = f"/v1/participants/{travelled.participant}/subject-access"
    for language, heading in {"en": "What was recorded", "cy": "Yr hyn a gofnodwyd"}.items():
        headers = {**journey.who("lead"), "Accept": "text/html", "Accept-Language": language}
        answer = await journey.door.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/html")
        assert f'<html lang="{language}">' in answer.text
        assert heading in answer.text
        assert "Siân" in answer.text


async def test_another_provider_is_told_nothing_and_welsh_government_everything(travelled: Travelled) -> None:
    journey, path = travelled.journey, f"/v1/participants/{travelled.participant}/subject-access"
    organisation = uuid4()
    stranger = journey.platform.token("lead", organisation)
    assert (await journey.door.get(path, headers=stranger)).status_code == 404
    readings = await journey.door.get(
        "/v1/audit", params={"participant": travelled.participant}, headers=stranger
    )
    [missed] = readings.json()["items"]
    assert (missed["outcome"], missed["organisation"]) == ("not-found", str(organisation))
    told = await journey.see(path, "wg")
    assert told["participants"]["participant"]["person"]["given_name"] == "Siân"
    assert told["referrals"]["referrals"][0]["person"]["given_name"] == "Siân"
    assert told["employers"]["placements"]


async def test_who_read_about_the_person_is_read_page_by_page_out_of_all_services(
    travelled: Travelled,
) -> None:
    journey, seen = travelled.journey, []
    after: dict[str, str] = {}
    await journey.see("/v1/audit", "lead", participant=travelled.participant)
    while True:
        page = await journey.see("/v1/audit", "lead", participant=travelled.participant, limit="7", **after)
        seen += page["items"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    keys = [(each["read_at"], each["service"], each["seq"]) for each in seen]
    assert keys == sorted(keys, reverse=True)
    assert len(set(keys)) == len(keys)
    routes = {(each["service"], each["role"], each["route"]) for each in seen}
    assert {
        ("referrals", "referrer", "POST /v1/referrals"),
        ("referrals", "service", "POST /internal/referred-persons"),
        ("participants", "provider", "GET /v1/participants/{participant_id}"),
        ("participants", "lead", "GET /v1/audit"),
        ("outcomes", "provider", "GET /v1/claims"),
        ("employers", "provider", "POST /v1/placements"),
    } <= routes
    assert {each["user_id"] for each in seen if each["role"] == "lead"} == {
        uuid5(journey.provider, "lead").hex
    }


async def test_the_audit_of_the_journey_is_sealed_and_in_order(travelled: Travelled) -> None:
    run_config = travelled.journey.platform.run_config

    async def sealed() -> bool:
        """Whether nothing waits for the sealer, who comes each second."""
        unsealed: bool = await travelled.journey.platform.query(
            "participants",
            "SELECT EXISTS (SELECT FROM reading WHERE seq > (SELECT max(last_seq) FROM reading_segment))",
        )
        return not unsealed

    await eventually(sealed)
    verified = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "deploy.cli", "audit", "verify"],
        env=run_config.environment_of("verifier"), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stdout + verified.stderr
    told = verified.stdout.splitlines()
    assert [line.partition(":")[0] for line in told] == list(SERVICES)
    assert all(line.endswith("in order") for line in told)


async def test_a_person_with_two_thousand_records_is_told_within_ten_seconds(
    travelled: Travelled,
) -> None:
    journey = travelled.journey
    (registered,) = await journey.tell(a_registration_in_powys("P-3"))
    for _ in range(2):
        await journey.tell(*(an_event("contact-recorded", "P-3", {"kind": "phone"}) for _ in range(1000)))
    begun = monotonic()
    told = await journey.see(f"/v1/participants/{registered['participant']}/subject-access", "lead")
    assert monotonic() - begun < patient(10)
    assert len(told["participants"]["records"]) == 2001


async def _rows_that_name(platform: Platform, travelled: Travelled) -> dict[str, int]:
    """Recount the rows of each table that name the person, their enrolment, their referral or a placement of
    theirs. What is on its way to other services, places in a log, keys, and copies of answers that are kept
    for a repetition are no knowledge of a service."""
    ids = {UUID(travelled.participant), UUID(travelled.referral), UUID(travelled.enrolment)}
    placements = "SELECT array_agg(id) FROM placement WHERE participant_id = $1"
    ids |= set(await platform.query("employers", placements, UUID(travelled.participant)))
    rows: Counter[str] = Counter()
    for service in SERVICES:
        connection = await asyncpg.connect(platform.server(service))
        try:
            for table, names in await connection.fetch(
                "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns"
                " WHERE table_schema = 'public' AND data_type = 'uuid' GROUP BY 1"
            ):
                if table not in NO_KNOWLEDGE:
                    names_them = " OR ".join(f'"{name}" = ANY($1)' for name in names)
                    found = await connection.fetchval(
                        f"SELECT count(*) FROM {table} WHERE {names_them}", list(ids)
                    )
                    rows["reading" if table == "reading" else f"{service}.{table}"] += found
        finally:
            await connection.close()
    return {table: count for table, count in rows.items() if count}
