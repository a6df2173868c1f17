"""Whether a document may be answered, and what it asks: parsed, weighed, validated, its variables coerced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    validate,
    visit,
)
from graphql.execution.values import get_variable_values

from gateway.federation.error_messages import say
from gateway.federation.operation.cost_limits import INTROSPECTION, CostEstimator, Limits, OverLimit

_MOST_ERRORS: Final = 10


class RequestRefused(Exception):
    """The request is answered with errors only: nothing was asked of any service.

    `code` is one of `words`, `details` are what its sentence leaves open; `found` are errors that say
    in their own words what is wrong, and where."""

    def __init__(self, code: str, *, found: Iterable[GraphQLError] = (), **details: Any) -> None:
        super().__init__(code)
        self.code, self._found, self._details = code, tuple(found), details

    def told(self, language: str) -> list[dict[str, Any]]:
        """The errors as they are answered."""
        if not self._found:
            extensions = {"code": self.code, **self._details}
            return [{"message": say(self.code, language, **self._details), "extensions": extensions}]
        return [
            {**error.formatted, "extensions": {"code": self.code, **(error.extensions or {})}}
            for error in self._found
        ]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One operation of a valid document."""

    document: DocumentNode
    operation: OperationDefinitionNode
    variables: Mapping[str, str]
    """Name → definition, as it is written."""
    conditions: frozenset[str]
    """The variables that `@skip` and `@include` go by."""
    introspects: bool
    scales: CostEstimator

    @property
    def kind(self) -> str:
        return self.operation.operation.value


def read(text: str, schema: GraphQLSchema, limits: Limits, *, may_know: bool) -> DocumentNode:
    """A valid document. Errors name what does not fit, and what might have been meant, only to who `may_know`
    the graph: whole schemas have been guessed from them. Raises RequestRefused."""
    if len(text) > limits.characters:
        raise RequestRefused("too-long", limit=limits.characters)
    try:
        document = _parsed(text, limits)
        _weigh_all(document, schema, limits)
        errors = validate(schema, document, max_errors=_MOST_ERRORS, hide_suggestions=not may_know)
    except RecursionError as error:  # fragments that lead from one to the next, by the hundred
        raise RequestRefused("too-deep", limit=limits.depth) from error
    if errors:
        raise RequestRefused("invalid-operation", found=errors if may_know else ())
    return document


def _parsed(text: str, limits: Limits) -> DocumentNode:
    try:
        return parse(text, max_tokens=limits.tokens, allow_empty_selection_sets=False)
    except GraphQLSyntaxError as error:
        raise _unparsed(error, limits) from error


def _unparsed(error: GraphQLSyntaxError, limits: Limits) -> RequestRefused:
    """The parser's own two limits are told like ours."""
    if not error.message.endswith("Parsing aborted."):
        return RequestRefused("invalid-syntax", found=[error])
    if "nested" in error.message:
        return RequestRefused("too-deep", limit=limits.depth)
    return RequestRefused("too-many-tokens", limit=limits.tokens)


def _weigh_all(document: DocumentNode, schema: GraphQLSchema, limits: Limits) -> None:
    scales = CostEstimator(schema, document, limits)
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            if operation.operation is OperationType.SUBSCRIPTION:
                raise RequestRefused("not-supported", part="subscription")
            _weigh(scales, operation, {})
    _refuse_parts(document)


def _weigh(scales: CostEstimator, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> None:
    try:
        scales.check(operation, variables)
    except OverLimit as over:
        raise RequestRefused(over.code, **over.details) from over


def _refuse_parts(document: DocumentNode) -> None:
    found = _Found()
    visit(document, found)
    for name in ("defer", "stream"):
        if name in found.directives:
            raise RequestRefused("not-supported", part=f"@{name}")


def choose(document: DocumentNode, name: str | None, schema: GraphQLSchema, limits: Limits) -> Prepared:
    """The operation asked for. Raises RequestRefused."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    chosen = [each for each in operations if name is None or (each.name and each.name.value == name)]
    if len(chosen) != 1:
        raise RequestRefused("unknown-operation")
    [operation] = chosen
    found = _Found()
    visit(document, found)
    definitions = operation.variable_definitions or ()
    return Prepared(
        document=document,
        operation=operation,
        variables={each.variable.name.value: _written(each) for each in definitions},
        conditions=frozenset(found.conditions) & {each.variable.name.value for each in definitions},
        introspects=bool(found.fields & INTROSPECTION),
        scales=CostEstimator(schema, document, limits),
    )


def _written(definition: Any) -> str:
    default = f"={print_ast(definition.default_value)}" if definition.default_value else ""
    return f"${definition.variable.name.value}:{print_ast(definition.type)}{default}"


class _Found(Visitor):
    """What has to be known of a document beyond its validity."""

    def __init__(self) -> None:
        super().__init__()
        self.conditions: set[str] = set()
        self.directives: set[str] = set()
        self.fields: set[str] = set()

    def enter_directive(self, node: Any, *_: object) -> None:
        self.directives.add(node.name.value)
        if node.name.value in ("skip", "include"):
            self.conditions |= {
                each.value.name.value for each in node.arguments if isinstance(each.value, VariableNode)
            }

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.fields.add(node.name.value)


def coerce(
    prepared: Prepared, schema: GraphQLSchema, told: Mapping[str, Any], *, may_know: bool
) -> dict[str, Any]:
    """The values of the variables, defaults included. Raises RequestRefused, also where the values make the
    operation too costly."""
    definitions = prepared.operation.variable_definitions
    if not definitions:
        return {}
    try:
        coerced = get_variable_values(
            schema, definitions, dict(told), max_errors=_MOST_ERRORS, hide_suggestions=not may_know
        )
    except RecursionError as error:
        raise RequestRefused("variables-too-deep") from error
    if isinstance(coerced, list):
        raise RequestRefused("invalid-variables", found=coerced if may_know else ())
    values = coerced.coerced
    if any(isinstance(value, int) and not isinstance(value, bool) for value in values.values()):
        _weigh(prepared.scales, prepared.operation, values)
    return values
