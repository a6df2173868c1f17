"""Finds what of the graph is described nowhere, and descriptions in the list that describe nothing."""

from collections.abc import Iterator

from graphql import GraphQLObjectType, GraphQLScalarType, GraphQLSchema, is_specified_scalar_type

from shared.graphql.descriptions import descriptions


def undescribed(schema: GraphQLSchema) -> Iterator[str]:
    """Find types, fields and arguments without a description, and custom scalars without a specification: a
    sentence each."""
    for kind in schema.type_map.values():
        if kind.name.startswith("__") or is_specified_scalar_type(kind):
            continue
        if not kind.description:
            yield _sentence(kind.name)
        if isinstance(kind, GraphQLScalarType) and not kind.specified_by_url:
            yield f"The scalar {kind.name} does not say by what it is specified."
        if isinstance(kind, GraphQLObjectType):
            for name, field in kind.fields.items():
                if not field.description:
                    yield _sentence(f"{kind.name}.{name}")
                for argument, told in field.args.items():
                    if not told.description:
                        yield _sentence(f"{kind.name}.{name}({argument})")


def _sentence(place: str) -> str:
    return f"{place} is not described: a docstring, or a line in shared/contracts/graph_descriptions.toml."


def idle(schema: GraphQLSchema) -> Iterator[str]:
    """Find descriptions in the list that describe nothing: a sentence each."""
    kinds = [each for each in schema.type_map.values() if not each.name.startswith("__")]
    fields = [
        field for kind in kinds if isinstance(kind, GraphQLObjectType) for field in kind.fields.values()
    ]
    used = {
        "types": {each.description for each in kinds},
        "fields": {each.description for each in fields},
        "arguments": {argument.description for each in fields for argument in each.args.values()},
    }
    for section, known in descriptions().items():
        for name, said in known.items():
            if said not in used[section]:
                yield f"The description of {name} in [{section}] describes nothing."
