"""Outcomes' part of the graph: the same counts as the published tables, cut along lots and operations."""

from datetime import date
from typing import Any
from uuid import uuid4

from shared.statistics import suppress_and_round
from tests.conftest import Running, Tokens
from tests.graph import ask as ask_graph
from tests.graph import codes, entities, told
from tests.services.outcomes.conftest import Ask, Tell
from tests.services.outcomes.facts import Person

POWYS = {"__typename": "Lot", "code": "Powys"}
PARTICIPATION = """participation(asOf: "2019-01-31") {
    quarter protection total { number profile percentOfProfile target percentOfTarget }
    byStrand { strand number } byOperation { operation { esfArea strand } number profile target }
    leftOut { rule records } }"""
OUTCOMES = """outcomes(asOf: "2019-01-31") {
    protection byCategory { category name { cy } number target programmeTarget } leftOut { rule records } }"""


async def test_a_lot_is_told_against_profile_and_target_by_strand_and_operation(
    outcomes: Running, bearer: Tokens, tell: Tell
) -> None:
    provider = uuid4()
    for strand in ("25+", "25+", "16-24"):
        await tell(Person(provider).registered(strand=strand))
    await tell(Person(provider).registered(date(2019, 2, 1)))
    said = await entities(outcomes, bearer("lead", provider), PARTICIPATION, POWYS)
    assert "errors" not in said
    shown = said["data"]["_entities"][0]["participation"]
    assert shown == {
        "quarter": "Q10",
        "protection": None,
        # Table 4.2: Powys has 72 + 248 profiled by Quarter 10, 117 + 363 altogether
        "total": {
            "number": 3,
            "profile": 320,
            "percentOfProfile": 1,
            "target": 480,
            "percentOfTarget": 1,
        },
        "byStrand": [{"strand": "16-24", "number": 1}, {"strand": "25+", "number": 2}],
        "byOperation": [
            {
                "operation": {"esfArea": "East Wales", "strand": "16-24"},
                "number": 1,
                "profile": 72,
                "target": 117,
            },
            {
                "operation": {"esfArea": "East Wales", "strand": "25+"},
                "number": 2,
                "profile": 248,
                "target": 363,
            },
        ],
        "leftOut": [
            {"rule": "lot-and-authority-make-no-operation", "records": 0},
            {"rule": "registered-after-period", "records": 1},
        ],
    }


async def test_every_lots_participation_and_outcomes_are_those_of_the_published_tables(
    outcomes: Running, bearer: Tokens, tell: Tell, ask: Ask
) -> None:
    provider = uuid4()
    for _ in range(3):
        person = Person(provider)
        await tell(
            person.registered(),
            person.assessed(),
            person.achieved("paid_work", date(2017, 6, 1)),
            person.left(date(2017, 6, 2)),
        )
    by_lot = await ask(
        provider, "aggregates/participation-by-lot", programme="oows", **{"as-of": "2019-01-31"}
    )
    by_outcome = await ask(
        provider, "aggregates/outcomes-by-lot", programme="oows", **{"as-of": "2019-01-31"}
    )
    query = f'{{ lots(programme: "oows") {{ code {PARTICIPATION} {OUTCOMES} }} }}'
    lots = (await told(outcomes, bearer("lead", provider), query))["lots"]
    for lot, row in zip(lots, by_lot["rows"], strict=True):
        total = lot["participation"]["total"]
        assert (lot["code"], total["number"], total["profile"], total["target"]) == (
            row["lot"],
            row["participation_to_date"],
            row["q10_target"],
            row["programme_target"],
        )
        claimed = [each["number"] for each in lot["outcomes"]["byCategory"]]
        assert claimed == [each[lot["code"]] for each in by_outcome["rows"]]


async def test_the_programmes_progress_is_that_of_the_published_table(
    outcomes: Running, bearer: Tokens, tell: Tell, ask: Ask
) -> None:
    provider = uuid4()
    person = Person(provider)
    await tell(
        person.registered(),
        person.achieved("qualification", date(2017, 6, 1), cqfw_level=2),
        person.left(date(2017, 6, 2)),
    )
    table = await ask(
        provider, "aggregates/progress-against-targets", programme="oows", **{"as-of": "2019-01-31"}
    )
    query = """{ programme(code: "oows") { outcomes(asOf: "2019-01-31") {
        byCategory { number profile percentOfProfile target percentOfTarget } } } }"""
    shown = await told(outcomes, bearer("lead", provider), query)
    for each, row in zip(shown["programme"]["outcomes"]["byCategory"], table["rows"], strict=True):
        assert list(each.values()) == [
            row["recorded"],
            row["q10_target"],
            row["pct_of_q10_target"],
            row["programme_target"],
            row["pct_of_programme_target"],
        ]


async def test_a_board_is_shown_protected_figures_of_its_own_lots_only(
    outcomes: Running, bearer: Tokens, tell: Tell
) -> None:
    provider = uuid4()
    for _ in range(13):
        await tell(Person(provider).registered())
    exact = await entities(outcomes, bearer("wg"), PARTICIPATION, POWYS)
    shown = await entities(outcomes, bearer("apb", lots=["Powys", "Gwent"]), PARTICIPATION, POWYS)
    assert "errors" not in shown
    figures = shown["data"]["_entities"][0]["participation"]
    real = exact["data"]["_entities"][0]["participation"]
    assert figures["protection"] == "10-5"
    assert figures["total"]["number"] == suppress_and_round(real["total"]["number"])
    for each, of in zip(figures["byOperation"], real["byOperation"], strict=True):
        assert each["number"] == suppress_and_round(of["number"])
    refused = await entities(outcomes, bearer("apb", lots=["Gwent"]), PARTICIPATION, POWYS)
    assert (refused["data"]["_entities"][0], codes(refused)) == ({"participation": None}, ["not-found"])


async def test_a_board_has_no_exact_figure_and_no_figure_of_a_day_of_its_own_choice(
    outcomes: Running, bearer: Tokens
) -> None:
    board = bearer("apb", lots=["Powys"])
    whole = await ask_graph(
        outcomes, board, '{ programme(code: "oows") { participation { total { number } } } }'
    )
    assert codes(whole) == ["not-permitted"]
    daily = await entities(outcomes, board, 'participation(asOf: "2019-01-30") { quarter }', POWYS)
    assert codes(daily) == ["not-a-months-end"]
    lots = await told(outcomes, board, "{ lots { code } }")
    assert lots == {"lots": [{"code": "Powys"}]}


async def test_a_board_has_no_row_of_another_lot(outcomes: Running, bearer: Tokens, tell: Tell) -> None:
    await tell(Person(uuid4()).registered())
    token = bearer("apb", lots=["Gwent"])["Authorization"].removeprefix("Bearer ")
    caller = await outcomes.app.state.tokens.verify(token)
    async with outcomes.app.state.context.begin(caller) as work:
        rows = await (await work.connection()).fetch(
            "SELECT DISTINCT lot FROM enrolment JOIN cell ON cell.id = cell"
        )
        people = await (await work.connection()).fetchval("SELECT count(*) FROM record")
    assert {row["lot"] for row in rows} <= {"Gwent"}
    assert people == 0


async def test_a_persons_claims_are_told_with_rule_and_dates(
    outcomes: Running, bearer: Tokens, tell: Tell
) -> None:
    person = Person()
    await tell(
        person.registered(labour_market="unemployed"),
        person.achieved("job_search", date(2017, 6, 3)),
        person.left(date(2017, 6, 2)),
    )
    reference = {"__typename": "Participant", "id": str(person.participant)}
    fields = "claims { category decision rule dates { name on } lot { code } } findings { rule }"
    said = await entities(outcomes, bearer("lead", person.provider), fields, reference)
    (claim,) = said["data"]["_entities"][0]["claims"]
    assert (claim["category"], claim["decision"]) == ("job-search", "REFUSED")
    assert claim["rule"] == "oows/job-search/inactive-at-registration"
    assert claim["lot"] == {"code": "Powys"}
    assert claim["dates"]
    assert "job-search-when-not-inactive" in [
        each["rule"] for each in said["data"]["_entities"][0]["findings"]
    ]
    stranger = await entities(outcomes, bearer("lead", uuid4()), fields, reference)
    assert stranger["data"]["_entities"] == [{"claims": [], "findings": []}]


async def test_claims_and_records_to_mend_come_page_by_page(
    outcomes: Running, bearer: Tokens, tell: Tell
) -> None:
    provider = uuid4()
    for _ in range(3):
        person = Person(provider)
        await tell(
            person.registered(),
            person.achieved("paid_work", date(2017, 6, 1)),
            person.left(date(2017, 6, 2)),
        )
    headers = bearer("lead", provider)
    query = """query ($after: String) {
        claims(category: "employment", first: 2, after: $after) {
          nodes { participant { id } } pageInfo { hasNextPage endCursor } }
        toMend(first: 500) { nodes { findings { rule } } } }"""
    first = await told(outcomes, headers, query)
    assert first["claims"]["pageInfo"]["hasNextPage"] is True
    rest = await told(outcomes, headers, query, after=first["claims"]["pageInfo"]["endCursor"])
    assert len(rest["claims"]["nodes"]) == 1
    assert len(first["toMend"]["nodes"]) == 3


async def test_what_is_wrong_in_a_query_is_told_without_what_was_sent(
    outcomes: Running, bearer: Tokens
) -> None:
    for query, variables in (
        ("{ nothing }", {}),
        ("{ lots(", {}),
        ('{ claims(first: "QQ123456C") { nodes { id } } }', {}),
        ("query ($n: Int!) { claims(first: $n) { nodes { id } } }", {"n": "QQ123456C"}),
        ("mutation { remove }", {}),
    ):
        answer = await outcomes.client.post(
            "/graphql", json={"query": query, "variables": variables}, headers=bearer("wg")
        )
        assert answer.status_code == 400
        assert "QQ123456C" not in answer.text
        assert codes(answer.json()) == ["query-unreadable"]


async def test_refusals_have_the_code_they_have_over_rest_and_speak_welsh(
    outcomes: Running, bearer: Tokens
) -> None:
    headers = {**bearer("wg"), "Accept-Language": "cy"}
    query = """{ lot(code: "Powys") {
        participation(programme: "none") { quarter } findings(asOf: "2999-01-01") { asOf } } }"""
    said = await ask_graph(outcomes, headers, query)
    assert {each["extensions"]["code"]: each["path"] for each in said["errors"]} == {
        "as-of-in-future": ["lot", "findings"],
        "unknown-programme": ["lot", "participation"],
    }
    assert "There is no such programme." not in str(said)


async def test_one_unknown_reference_does_not_take_the_others_with_it(
    outcomes: Running, bearer: Tokens
) -> None:
    query = "query ($of: [_Any!]!) { _entities(representations: $of) { ... on Lot { code } } }"
    references: list[Any] = [{"__typename": "Nothing", "id": "1"}, POWYS, {}]
    said = await ask_graph(outcomes, bearer("wg"), query, of=references)
    assert said["data"]["_entities"] == [None, {"code": "Powys"}, None]


async def test_the_schema_is_open_and_names_its_fingerprint(outcomes: Running, bearer: Tokens) -> None:
    shown = await outcomes.client.get("/sdl")
    asked = await told(outcomes, bearer("wg"), "{ _service { sdl } }")
    assert shown.text == asked["_service"]["sdl"]
    assert len(shown.headers["etag"]) == 66


async def test_the_graph_is_asked_by_post_with_a_token_only(outcomes: Running, bearer: Tokens) -> None:
    body = {"query": "{ lots { code } }"}
    assert (await outcomes.client.post("/graphql", json=body)).status_code == 401
    assert (await outcomes.client.get("/graphql", params=body, headers=bearer("wg"))).status_code == 405
    for bad in (b"[]", b"{", b'{"query": 1}', b'{"query": "{ lots { code } }", "variables": []}'):
        answer = await outcomes.client.post("/graphql", content=bad, headers=bearer("wg"))
        assert (answer.status_code, answer.json()["code"]) == (400, "query-unreadable")


async def test_another_boards_lot_is_not_found(outcomes: Running, bearer: Tokens) -> None:
    query = '{ own: lot(code: "Powys") { code } other: lot(code: "Gwent") { code name { en } } }'
    said = await ask_graph(outcomes, bearer("apb", lots=["Powys"]), query)
    assert said["data"] == {"own": {"code": "Powys"}, "other": None}
    assert (codes(said), said["errors"][0]["path"]) == (["not-found"], ["other"])
