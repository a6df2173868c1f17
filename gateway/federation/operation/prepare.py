"""Prepares an operation: parses its document, checks limits, validates, and coerces variables."""

from collections.abc import Iterable, Iterator, Mapping
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
    specified_rules,
    validate,
    visit,
)
from graphql.execution.values import get_variable_values

from gateway.federation.error_messages import Translate, message
from gateway.federation.operation.cost_limits import INTROSPECTION, CostEstimator, Limits, OverLimit
from gateway.federation.operation.null_variables import errors_of_nulls, never_null
from gateway.federation.operation.text_rule import NoControlCharacters, errors_of_texts

_MOST_ERRORS: Final = 10
_RULES: Final = (*specified_rules, NoControlCharacters)


class RequestRefused(Exception):
    """The request is answered with errors only, and no subgraph is asked.

    `code` is one of `error_messages`, `details` fill the placeholders of its sentence; `graphql_errors` are
    graphql-core's own, which have messages and locations."""

    def __init__(self, code: str, *, graphql_errors: Iterable[GraphQLError] = (), **details: Any) -> None:
        super().__init__(code)
        self.code, self._graphql_errors, self._details = code, tuple(graphql_errors), details

    def errors(self, translate: Translate) -> list[dict[str, Any]]:
        """The errors of the response."""
        if not self._graphql_errors:
            extensions = {"code": self.code, **self._details}
            return [{"message": message(self.code, translate, **self._details), "extensions": extensions}]
        return [
            {**error.formatted, "extensions": {"code": self.code, **(error.extensions or {})}}
            for error in self._graphql_errors
        ]


@dataclass(frozen=True, slots=True)
class PreparedOperation:
    """One operation of a valid document."""

    document: DocumentNode
    operation: OperationDefinitionNode
    variables: Mapping[str, str]
    """Name → definition, as it is printed."""
    conditions: frozenset[str]
    """The variables that `@skip` and `@include` use."""
    never_null: Mapping[str, VariableNode]
    """The variables that may be left out and must not be null, with where one is used."""
    introspects: bool
    cost_estimator: CostEstimator
    cost: int
    """Without the values of variables."""

    @property
    def kind(self) -> str:
        return self.operation.operation.value


def read(text: str, schema: GraphQLSchema, limits: Limits, *, may_introspect: bool) -> DocumentNode:
    """Parse and validate a document. Only to callers who `may_introspect` do errors name what does not fit,
    and suggest what might have been meant: whole schemas have been guessed from such errors. Raises
    RequestRefused."""
    if len(text) > limits.characters:
        raise RequestRefused("too-long", limit=limits.characters)
    try:
        document = _parsed(text, limits)
        _check_limits(document, schema, limits)
        errors = validate(
            schema, document, _RULES, max_errors=_MOST_ERRORS, hide_suggestions=not may_introspect
        )
    except RecursionError as error:  # fragments that lead from one to the next, by the hundred
        raise RequestRefused("too-deep", limit=limits.depth) from error
    if errors:
        raise RequestRefused("invalid-operation", graphql_errors=errors if may_introspect else ())
    return document


def _parsed(text: str, limits: Limits) -> DocumentNode:
    try:
        return parse(text, max_tokens=limits.tokens, allow_empty_selection_sets=False)
    except GraphQLSyntaxError as error:
        raise _syntax_refusal(error, limits) from error


def _syntax_refusal(error: GraphQLSyntaxError, limits: Limits) -> RequestRefused:
    """Give the parser's own two limits our codes."""
    if not error.message.endswith("Parsing aborted."):
        return RequestRefused("invalid-syntax", graphql_errors=[error])
    if "nested" in error.message:
        return RequestRefused("too-deep", limit=limits.depth)
    return RequestRefused("too-many-tokens", limit=limits.tokens)


def _check_limits(document: DocumentNode, schema: GraphQLSchema, limits: Limits) -> None:
    cost_estimator = CostEstimator(schema, document, limits)
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            if operation.operation is OperationType.SUBSCRIPTION:
                raise RequestRefused("not-supported", part="subscription")
            _check_cost(cost_estimator, operation, {})
    _refuse_parts(document)


def _check_cost(
    cost_estimator: CostEstimator, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> int:
    try:
        return cost_estimator.check(operation, variables)
    except OverLimit as over:
        raise RequestRefused(over.code, **over.details) from over


def _refuse_parts(document: DocumentNode) -> None:
    visitor = _DocumentVisitor()
    visit(document, visitor)
    for name in ("defer", "stream"):
        if name in visitor.directives:
            raise RequestRefused("not-supported", part=f"@{name}")


def choose(
    document: DocumentNode, name: str | None, schema: GraphQLSchema, limits: Limits
) -> PreparedOperation:
    """Choose the operation of a document by its name. Raises RequestRefused."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    chosen = [each for each in operations if name is None or (each.name and each.name.value == name)]
    if len(chosen) != 1:
        raise RequestRefused("unknown-operation")
    [operation] = chosen
    visitor = _DocumentVisitor()
    visit(document, visitor)
    definitions = operation.variable_definitions or ()
    cost_estimator = CostEstimator(schema, document, limits)
    return PreparedOperation(
        document=document,
        operation=operation,
        variables={each.variable.name.value: _definition(each) for each in definitions},
        conditions=frozenset(visitor.conditions) & {each.variable.name.value for each in definitions},
        never_null=never_null(document, operation, schema),
        introspects=bool(visitor.fields & INTROSPECTION),
        cost_estimator=cost_estimator,
        cost=_check_cost(cost_estimator, operation, {}),
    )


def _definition(definition: Any) -> str:
    default = f"={print_ast(definition.default_value)}" if definition.default_value else ""
    return f"${definition.variable.name.value}:{print_ast(definition.type)}{default}"


class _DocumentVisitor(Visitor):
    """Collects a document's directives, conditions and field names."""

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
    prepared: PreparedOperation, schema: GraphQLSchema, variables: Mapping[str, Any], *, may_introspect: bool
) -> tuple[dict[str, Any], int]:
    """Coerce the values of the variables, defaults included, and tell what the operation costs with them.
    Raises RequestRefused, also where the values make the operation too costly."""
    definitions = prepared.operation.variable_definitions
    if not definitions:
        return {}, prepared.cost
    try:
        coerced = get_variable_values(
            schema, definitions, dict(variables), max_errors=_MOST_ERRORS, hide_suggestions=not may_introspect
        )
        errors = coerced if isinstance(coerced, list) else list(_errors_of_values(prepared, coerced.coerced))
    except RecursionError as error:
        raise RequestRefused("variables-too-deep") from error
    if errors or isinstance(coerced, list):
        raise RequestRefused(
            "invalid-variables", graphql_errors=errors[:_MOST_ERRORS] if may_introspect else ()
        )
    values = coerced.coerced
    if any(isinstance(value, int) and not isinstance(value, bool) for value in values.values()):
        return values, _check_cost(prepared.cost_estimator, prepared.operation, values)
    return values, prepared.cost


def _errors_of_values(prepared: PreparedOperation, values: Mapping[str, Any]) -> Iterator[GraphQLError]:
    """What is wrong with values that fit the types of their variables."""
    yield from errors_of_nulls(values, prepared.never_null)
    yield from errors_of_texts(values, prepared.operation.variable_definitions or ())
