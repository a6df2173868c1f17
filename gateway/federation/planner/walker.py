"""Walks the selections of an operation and distributes them over fetch steps.

The walker selects a field from a step that is there already where its subgraph has the field. For the rest it
enters other subgraphs over keys, or fetches the object above a second time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from gateway.federation.planner.entity_paths import Entry
from gateway.federation.planner.entry_choice import EntryChoice, EntryOption, FieldSource
from gateway.federation.planner.fetch_graph import (
    FetchStep,
    FieldSelection,
    ObjectSelection,
    Path,
    ResponsePosition,
    SelectionTree,
    Step,
    TypeBranch,
)
from gateway.federation.selections import TYPENAME, Field, Fragment, Selections, agree, collect
from gateway.federation.supergraph.supergraph import NONE, Supergraph

MOST_FIELDS: Final = 20_000
"""How many fields a walk may collect: fragments within types within fragments multiply."""

Used = set[FetchStep]
"""The fetch steps that something comes from."""
Tried = defaultdict[str, set[str]]
"""Response key → subgraphs that were asked for what they have of it."""


class TooManyFields(Exception):
    """The operation unfolds to more fields than are planned."""


class Walker:
    """One walk. `steps`: the fetch steps so far."""

    def __init__(self, supergraph: Supergraph, choice: EntryChoice, kind: str) -> None:
        self.steps: list[FetchStep] = []
        self._supergraph, self._choice, self._kind = supergraph, choice, kind
        self._resolving: set[object] = set()
        self._field_count = 0

    def resolve(
        self, objects: ObjectSelection, fields: Iterable[Field], only: frozenset[str] | None = None
    ) -> tuple[Selections, Used]:
        """Have fields of objects fetched, entering `only` these subgraphs. Returns the selections that no
        subgraph answers, and the steps that the others come from."""
        used: Used = set()
        tried: Tried = defaultdict(set)
        left = list(fields)
        for branch in tuple(objects.branches):
            left = self._select_from(objects, branch, left, used, tried)
        while left and (options := self._choice.options(objects, left, tried, only)):
            left = self._enter(objects, self._choice.best(options), left, used, tried)
        rest = tuple(left)
        return self._resolve_type(objects, rest, used, only) if rest else rest, used

    def _select_from(
        self, objects: ObjectSelection, branch: TypeBranch, fields: list[Field], used: Used, tried: Tried
    ) -> list[Field]:
        """Select fields from a step that is there already; returns those that its subgraph does not
        answer."""
        left = []
        for field in fields:
            source = self._supergraph.source(branch.graph, branch.subgraph_type, field.name, branch.provided)
            if source is None or source[0].requires:
                left.append(field)
            else:
                left += self._select(objects, branch, FieldSource(field, *source), used, tried)
        return left

    def _select(
        self, objects: ObjectSelection, branch: TypeBranch, answer: FieldSource, used: Used, tried: Tried
    ) -> list[Field]:
        """Select a field from a step; returns the field with those selections below it that are still to be
        fetched."""
        field = answer.field
        key = objects.position.assign_key(objects.type_name, field, answer.source.shape)
        selected = branch.fields.get(key)
        is_new, steps_before = selected is None, len(self.steps)
        if selected is None:
            tree = None if answer.source.is_leaf else self._tree_below(objects, branch, answer, key)
            selected = branch.fields[key] = FieldSelection(field.name, field.arguments, field.variables, tree)
        if selected.tree is None:
            rest, below = NONE, {branch.step}
        else:
            rest, below = self._fill(selected.tree, field.selections)
        if rest:
            tried[field.key].add(branch.graph)
            # of an abstract type one subgraph alone says which object it is: another one is asked for it anew
            if is_new and selected.tree and (selected.tree.tells_type or selected.tree.is_empty):
                del branch.fields[key], self.steps[steps_before:]
                return [field]
        objects.position.writers.setdefault(key, set()).add(branch.step.number)
        used |= below
        return [replace(field, selections=rest)] if rest else []

    def _tree_below(
        self, objects: ObjectSelection, branch: TypeBranch, answer: FieldSource, key: str
    ) -> SelectionTree:
        return self._new_tree(
            branch.step,
            objects.position.child(key),
            (*objects.path, Step(key)),
            answer.source.type_name,
            is_abstract=self._supergraph.returns_abstract(objects.type_name, answer.field.name),
            provided=answer.provided,
            shared=self._choice.sharing(objects, branch, answer.field),
        )

    def _new_tree(
        self,
        step: FetchStep,
        position: ResponsePosition,
        path: Path,
        subgraph_type: str,
        *,
        is_abstract: bool,
        provided: Selections = NONE,
        shared: frozenset[str] = frozenset(),
    ) -> SelectionTree:
        part = self._supergraph.part(step.graph, subgraph_type)
        is_masked = part is not None and part.is_interface_object
        return SelectionTree(
            step=step,
            position=position,
            path=path,
            subgraph_type=subgraph_type,
            members=self._supergraph.members(step.graph, subgraph_type, shared),
            is_masked=is_masked,
            tells_type=is_abstract and not is_masked,
            provided=provided,
            shared=shared,
        )

    def _fill(self, tree: SelectionTree, selections: Selections) -> tuple[Selections, Used]:
        """Have the selections of a position fetched, for every type of object there."""
        used: Used = {tree.step}
        if tree.is_masked:
            common, by_type = self._supergraph.split_common(tree.subgraph_type, selections)
            objects = tree.of_type(tree.subgraph_type)
            left, steps = self.resolve(objects, self._collect(tree.subgraph_type, common))
            used |= steps
            return left + (self._resolve_type(objects, by_type, used) if by_type else NONE), used
        rest = []
        # an interface that nothing implements there is selected by its own name: the subgraph refuses it
        for member in tree.members or (tree.subgraph_type,):
            if fields := self._collect(member, selections):
                left, steps = self.resolve(tree.of_type(member), fields)
                used |= steps
                if left:
                    rest.append(Fragment(member, left))
        return tuple(rest), used

    def _collect(self, type_name: str, selections: Selections) -> list[Field]:
        fields = collect(type_name, selections, self._supergraph.nests_in).values()
        self._field_count += len(fields)
        if self._field_count > MOST_FIELDS:
            raise TooManyFields
        return [field for field in fields if field.name != TYPENAME]

    def _enter(
        self, objects: ObjectSelection, option: EntryOption, left: list[Field], used: Used, tried: Tried
    ) -> list[Field]:
        """Select fields from another subgraph; returns those that are left then."""
        entry = option.entry
        keys = {answer.field.key for answer in option.answers}
        left = [field for field in left if field.key not in keys]
        for key in keys:
            tried[key].add(entry.graph)
        plain = [answer for answer in option.answers if not answer.source.requires]
        branch = self._enter_anew(objects, entry) if plain else None
        for answer in plain:
            left += self._select(objects, branch, answer, used, tried) if branch else [answer.field]
        for answer in option.answers:
            if answer.source.requires:
                left += self._with_requirements(objects, entry, answer, used, tried)
        return left

    def _with_requirements(
        self, objects: ObjectSelection, entry: Entry, answer: FieldSource, used: Used, tried: Tried
    ) -> list[Field]:
        """Select a field with `@requires`, once the fields that it requires are fetched."""
        resolving = (id(objects), entry.graph, answer.field.name)
        if resolving in self._resolving:
            return [answer.field]
        self._resolving.add(resolving)
        missing, answered_by = self.resolve(objects, self._collect(objects.type_name, answer.source.requires))
        self._resolving.discard(resolving)
        if missing:
            return [answer.field]
        branch = self._extendable(objects, entry, answer.source.requires, answered_by) or self._enter_anew(
            objects, entry
        )
        if branch is None:
            return [answer.field]
        branch.step.inputs += answer.source.requires
        branch.step.needs |= answered_by
        return self._select(objects, branch, answer, used, tried)

    def _extendable(
        self, objects: ObjectSelection, entry: Entry, inputs: Selections, answered_by: Used
    ) -> TypeBranch | None:
        """A step whose representations can have more inputs: none of the steps that answer them waits for
        it."""
        for branch in objects.branches:
            if (
                branch.entered
                and (branch.graph, branch.subgraph_type) == (entry.graph, entry.subgraph_type)
                and not any(step.follows(branch.step) for step in answered_by)
                and agree(branch.step.inputs + inputs)
            ):
                return branch
        return None

    def _enter_anew(self, objects: ObjectSelection, into: Entry) -> TypeBranch | None:
        """Begin a step that enters another subgraph, or the same one anew."""
        step = self._begin_step(objects, into)
        if step is None:
            return None
        step.top = branch = TypeBranch(step, into.subgraph_type, entered=True)
        objects.branches.append(branch)
        return branch

    def _begin_step(self, objects: ObjectSelection, into: Entry) -> FetchStep | None:
        for entry, open_before in self._choice.entries_into(objects, into):
            resolving = (id(objects), entry.graph, entry.key)
            if resolving in self._resolving:
                continue
            self._resolving.add(resolving)
            missing, used = self.resolve(objects, self._collect(objects.type_name, entry.key), open_before)
            self._resolving.discard(resolving)
            if not missing:
                kind = self._kind if objects.is_root else "entity"
                step = FetchStep(
                    len(self.steps), entry.graph, kind, objects, entry.subgraph_type, used, entry.key
                )
                self.steps.append(step)
                return step
        return None

    def _resolve_type(
        self, objects: ObjectSelection, selections: Selections, used: Used, only: frozenset[str] | None = None
    ) -> Selections:
        """Have the concrete types of an interface object fetched, and the selections that depend on them."""
        if not self._supergraph.is_abstract(objects.type_name):
            return selections
        for entry in self._choice.type_resolving(objects) if objects.unmasked is None else ():
            if only is not None and entry.graph not in only:
                continue
            if step := self._begin_step(objects, entry):
                step.top = self._new_tree(
                    step, objects.position, objects.path, entry.subgraph_type, is_abstract=True
                )
                objects.unmasked = step.top
                break
        if objects.unmasked is None:
            return selections
        rest, below = self._fill(objects.unmasked, selections)
        used |= below
        return rest
