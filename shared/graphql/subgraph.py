"""The subgraph of a service: its schema as the composition wants it, and the execution of one request."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, Final

import strawberry
from graphql import DocumentNode, GraphQLError, GraphQLSchema, execute, parse, validate
from graphql.pyutils import is_awaitable
from strawberry.printer import print_schema
from strawberry.schema.config import StrawberryConfig

from shared.graphql import entities, field_permissions
from shared.graphql.data_loader import Context
from shared.graphql.descriptions import describe
from shared.graphql.errors import format_errors, record_denials
from shared.graphql.library_internals import graphql_schema
from shared.graphql.scalars import SCALARS

FEDERATION: Final = "2.9"
"""The newest version that the composer takes."""

REMEMBERED: Final = 512
"""Documents kept parsed and validated: a gateway sends the same few again and again."""


class Subgraph:
    """The graph of one service. `types` are the entities that no query of its own leads to.

    Raises PermissionMissing where a field does not say who may see it."""

    def __init__(self, query: type, *, types: Sequence[type] = ()) -> None:
        self._strawberry = strawberry.federation.Schema(
            query=query,
            types=types,
            federation_version=FEDERATION,
            config=StrawberryConfig(scalar_map=SCALARS),
        )
        self.schema: GraphQLSchema = graphql_schema(self._strawberry)
        describe(self.schema)
        field_permissions.enforce(self.schema)
        entities.install(self.schema)
        self._document = lru_cache(maxsize=REMEMBERED)(self._read)

    @cached_property
    def sdl(self) -> str:
        """The schema as text: what the supergraph is composed from."""
        return print_schema(self._strawberry)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the schema's text: another one means another graph."""
        return hashlib.sha256(self.sdl.encode()).hexdigest()

    def _read(self, query: str) -> DocumentNode | tuple[GraphQLError, ...]:
        try:
            document = parse(query)
        except (GraphQLError, RecursionError) as error:
            return (error if isinstance(error, GraphQLError) else GraphQLError("too deep"),)
        return tuple(validate(self.schema, document)) or document

    async def answer(
        self, context: Context, query: str, variables: Mapping[str, Any] | None, operation: str | None
    ) -> dict[str, Any]:
        """Execute a request: `data` and `errors`; without `data` where the request itself is at fault. Raises
        what went wrong where it is our fault: then nothing is answered."""
        document = self._document(query)
        if isinstance(document, tuple):
            return {"errors": format_errors(document, context.language)}
        result: Any = execute(
            self.schema,
            document,
            variable_values=dict(variables or {}),
            context_value=context,
            operation_name=operation,
        )
        if is_awaitable(result):
            result = await result
        await context.close()
        if context.fault is not None:
            raise context.fault
        said: dict[str, Any] = {}
        if result.errors:
            record_denials(result.errors, context.caller)
            said["errors"] = format_errors(result.errors, context.language)
        if result.data is not None or any("path" in each for each in said.get("errors", ())):
            said["data"] = result.data
        return said
