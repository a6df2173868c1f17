"""Whoever has a token can read what the programmes are."""

from tests.conftest import Running, Tokens


async def test_three_programmes_ship_and_each_says_what_it_asks_for(
    outcomes: Running, bearer: Tokens
) -> None:
    answer = await outcomes.client.get("/v1/programmes", headers=bearer("referrer"))
    assert answer.status_code == 200
    programmes = {each["code"]: each for each in answer.json()["items"]}
    assert list(programmes) == ["ess", "oows", "pmw"]
    pmw = programmes["pmw"]
    assert pmw["name"] == {"en": "Peer Mentoring Wales", "cy": "Mentora Cymheiriaid Cymru"}
    assert len(pmw["lots"]) == 9
    [employment] = [each for each in pmw["categories"] if each["code"] == "employment"]
    assert (employment["rule"], employment["excludes"], employment["closes_as"]) == (
        "pmw/employment/since-registration",
        ["further-learning"],
        "employment",
    )
    assert {
        "measure": "participation",
        "applies_from": "2011-01-01",
        "esf_area": "Convergence",
        "strand": "14+",
        "lot": None,
        "number": 7000,
    } in pmw["targets"]
    assert {each["work"] for each in programmes["ess"]["strands"]} == {"in_work"}


async def test_one_programme_has_an_address_and_another_has_none(outcomes: Running, bearer: Tokens) -> None:
    found = await outcomes.client.get("/v1/programmes/oows", headers=bearer("apb", lots=["Powys"]))
    assert found.json()["deliveries"][0]["lot"] in {lot["code"] for lot in found.json()["lots"]}
    unknown = await outcomes.client.get("/v1/programmes/pmw2", headers=bearer("wg"))
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not-found")
