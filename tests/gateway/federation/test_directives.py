"""`@requires`, `@provides`, `@external` and `@interfaceObject` decide which subgraph is asked for a field."""

from tests.gateway.federation.subgraphs import FederatedGraph, Subgraph, federated_graph

QUERY = "type Query @join__type(graph: A) @join__type(graph: B)"


def costed(*required: str) -> FederatedGraph:
    """a ships products; b knows prices in a currency. `required`: the field sets of shipping1, shipping2 …"""
    fields = " ".join(
        f"shipping{number}: Int @join__field(graph: A, requires: {told!r})".replace("'", '"')
        for number, told in enumerate(required, 1)
    )
    declared = " ".join(f"shipping{number}: Int" for number in range(1, len(required) + 1))
    return federated_graph(
        f"""{QUERY} {{ product: Product @join__field(graph: A) }}
        type Product @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {{
          id: ID!
          price(currency: Int): Int @join__field(graph: A, external: true) @join__field(graph: B)
          {fields} }}""",
        a=Subgraph(
            f"type Query {{ product: Product }} type Product {{ id: ID! {declared} }}",
            lambda told, info: {"id": "1"} if told is None else told["price"] * 10,
            entities="Product",
        ),
        b=Subgraph(
            "type Query { nothing: Int } type Product { id: ID! price(currency: Int): Int }",
            lambda told, _, currency=0: 100 + currency,
            entities="Product",
        ),
    )


async def test_what_a_field_requires_is_fetched_first_and_told_with_the_key() -> None:
    graph = costed("price")
    assert await graph.data("{ product { shipping1 } }") == {"product": {"shipping1": 1000}}
    assert graph.services.order == ["a", "b", "a"]
    told = graph.services.by_name["a"].asked[-1]["variables"]["r1"]
    assert told == [{"__typename": "Product", "id": "1", "price": 100}]


async def test_what_is_required_can_be_asked_with_arguments() -> None:
    graph = costed("price(currency: 5)")
    assert await graph.data("{ product { shipping1 } }") == {"product": {"shipping1": 1050}}


async def test_what_the_caller_asks_with_other_arguments_stays_apart() -> None:
    graph = costed("price(currency: 5)")
    assert await graph.data("{ product { price(currency: 1) shipping1 } }") == {
        "product": {"price": 101, "shipping1": 1050}
    }


async def test_fields_that_require_one_field_with_different_arguments_are_told_apart() -> None:
    graph = costed("price(currency: 5)", "price(currency: 7)")
    assert await graph.data("{ product { shipping1 shipping2 } }") == {
        "product": {"shipping1": 1050, "shipping2": 1070}
    }


async def test_fields_that_require_the_same_are_asked_together() -> None:
    graph = costed("price", "price")
    await graph.data("{ product { shipping1 shipping2 } }")
    assert graph.services.order == ["a", "b", "a"]


async def test_a_field_may_require_one_that_requires_another() -> None:
    graph = federated_graph(
        f"""{QUERY} {{ post: Post @join__field(graph: A) }}
        type Post @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {{
          id: ID!
          years: Int @join__field(graph: A)
          isNovice: Boolean @join__field(graph: A, external: true) @join__field(graph: B, requires: "years")
          isExpert: Boolean @join__field(graph: A, requires: "isNovice") }}""",
        a=Subgraph(
            "type Query { post: Post } type Post { id: ID! years: Int isExpert: Boolean }",
            lambda told, _: {"id": "1", "years": 30} if told is None else not told["isNovice"],
            entities="Post",
        ),
        b=Subgraph(
            "type Query { nothing: Int } type Post { id: ID! isNovice: Boolean }",
            lambda told, _: told["years"] < 5,
            entities="Post",
        ),
    )
    assert await graph.data("{ post { isExpert } }") == {"post": {"isExpert": True}}


async def test_what_a_field_provides_is_not_fetched_elsewhere() -> None:
    graph = federated_graph(
        f"""{QUERY} {{
          near: Lot @join__field(graph: A, provides: "name") far: Lot @join__field(graph: A) }}
        type Lot @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {{
          id: ID! name: String @join__field(graph: A, external: true) @join__field(graph: B) }}""",
        a=Subgraph(
            "type Query { near: Lot far: Lot } type Lot { id: ID! name: String }",
            lambda *_: {"id": "1", "name": "Gwent"},
        ),
        b=Subgraph(
            "type Query { nothing: Int } type Lot { id: ID! name: String }",
            lambda *_: "Gwent",
            entities="Lot",
        ),
    )
    await graph.data("{ near { name } }")
    assert graph.services.order == ["a"]
    await graph.data("{ far { name } }")
    assert graph.services.order == ["a", "a", "b"]


async def test_a_field_that_another_service_took_over_is_asked_there() -> None:
    graph = federated_graph(
        f"""{QUERY} {{ lot: Lot @join__field(graph: A) }}
        type Lot @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {{
          id: ID!
          name: String @join__field(graph: A, usedOverridden: true)
            @join__field(graph: B, override: "a") }}""",
        a=Subgraph(
            "type Query { lot: Lot } type Lot { id: ID! name: String }",
            lambda *_: {"id": "1", "name": "old"},
        ),
        b=Subgraph(
            "type Query { nothing: Int } type Lot { id: ID! name: String }", lambda *_: "new", entities="Lot"
        ),
    )
    assert await graph.data("{ lot { name } }") == {"lot": {"name": "new"}}


def masked() -> FederatedGraph:
    """a knows which things there are, b adds a field to all of them without knowing."""
    return federated_graph(
        f"""{QUERY} {{ things: [Thing] @join__field(graph: A) told: [Thing] @join__field(graph: B) }}
        interface Thing @join__type(graph: A, key: "id")
          @join__type(graph: B, key: "id", isInterfaceObject: true) {{
          id: ID! note: String @join__field(graph: B) }}
        type Car implements Thing @join__implements(graph: A, interface: "Thing")
          @join__type(graph: A, key: "id") {{
          id: ID! wheels: Int @join__field(graph: A) note: String @join__field }}
        type Ship implements Thing @join__implements(graph: A, interface: "Thing")
          @join__type(graph: A, key: "id") {{
          id: ID! masts: Int @join__field(graph: A) note: String @join__field }}""",
        a=Subgraph(
            """type Query { things: [Thing] } interface Thing { id: ID! }
            type Car implements Thing { id: ID! wheels: Int }
            type Ship implements Thing { id: ID! masts: Int }""",
            lambda *_: [CAR, SHIP],
            entity=lambda told: {"1": CAR, "2": SHIP}[told["id"]],
            entities="Car | Ship",
        ),
        b=Subgraph(
            "type Query { told: [Thing] } type Thing { id: ID! note: String }",
            lambda told, info: (
                [{"id": "2"}, {"id": "1"}] if info.field_name == "told" else f"note {told['id']}"
            ),
            entities="Thing",
        ),
    )


CAR = {"__typename": "Car", "id": "1", "wheels": 4}
SHIP = {"__typename": "Ship", "id": "2", "masts": 3}


async def test_an_interface_object_adds_its_fields_to_every_type_of_the_interface() -> None:
    graph = masked()
    assert await graph.data("{ things { note } }") == {"things": [{"note": "note 1"}, {"note": "note 2"}]}
    [asked] = graph.services.by_name["b"].asked
    told = [each for value in asked["variables"].values() for each in value]
    assert {each["__typename"] for each in told} == {"Thing"}


async def test_an_interface_object_shows_its_type_where_that_matters() -> None:
    graph = masked()
    assert await graph.data("{ told { note __typename ... on Ship { masts } } }") == {
        "told": [
            {"note": "note 2", "__typename": "Ship", "masts": 3},
            {"note": "note 1", "__typename": "Car"},
        ]
    }


async def test_an_interface_object_is_not_unmasked_without_need() -> None:
    graph = masked()
    assert await graph.data("{ told { id note } }") == {
        "told": [{"id": "2", "note": "note 2"}, {"id": "1", "note": "note 1"}]
    }
    assert graph.services.order == ["b"]
