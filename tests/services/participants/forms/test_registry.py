"""Every posted form is registered, says what makes it complete, and moves an enrolment on."""

import importlib
import pkgutil
from datetime import UTC, date, datetime
from inspect import getmembers, isabstract, isclass
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError

from services.participants import forms
from services.participants.domain.completeness import missing
from services.participants.forms.assessed_monitoring import MonitoringMatrix
from services.participants.forms.assessed_needs import NeedsAssessment
from services.participants.forms.assessment import AssessmentForm
from services.participants.forms.characteristics import ALLOWED_VALUES
from services.participants.forms.corrected import Correction
from services.participants.forms.posted_event import PostedEvent, PostedForm
from services.participants.forms.registered import Registration
from services.participants.forms.registry import FORMS, data_type
from services.participants.programmes import programme
from tests.services.participants.domain.test_enrolment import an_enrolment

REGISTERED = {form for several in FORMS.values() for form in several}

EVERY_FIELD_LEFT_OUT: dict[type[PostedForm], dict[str, Any]] = {
    form: {"form": form.model_fields["form"].annotation.__args__[0]}  # type: ignore[union-attr]
    for form in REGISTERED
    if issubclass(form, AssessmentForm)
}


def a_posted(form: PostedForm) -> PostedEvent:
    return PostedEvent(
        id="e-1",
        record_id=UUID(int=9),
        kind="assessed",
        subject="A1",
        programme=None,
        time=datetime(2017, 4, 3, 9, tzinfo=UTC),
        local_date=date(2017, 4, 3),
        posted_on=date(2017, 4, 3),
        form=form,
        raw_data=b"{}",
        fingerprint=b"",
        derive_id=lambda *names: UUID(int=7),
    )


def test_every_form_in_the_folder_is_registered_once() -> None:
    modules = [
        importlib.import_module(f"{forms.__name__}.{each.name}")
        for each in pkgutil.iter_modules(forms.__path__)
    ]
    found = {
        each
        for module in modules
        for _, each in getmembers(module, isclass)
        if issubclass(each, PostedForm) and each not in {PostedForm, AssessmentForm} and not isabstract(each)
    }
    assert found == REGISTERED
    assert sum(len(several) for several in FORMS.values()) == len(REGISTERED)


@pytest.mark.parametrize("form", sorted(REGISTERED, key=str))
def test_a_form_is_complete_by_fields_that_it_has(form: type[PostedForm]) -> None:
    of_person = {"given_name", "family_name", "date_of_birth"} if form is Registration else set()
    assert set(form.MANDATORY) <= form.model_fields.keys() | of_person


@pytest.mark.parametrize("form", sorted(EVERY_FIELD_LEFT_OUT, key=str))
def test_an_empty_form_of_an_assessment_lacks_every_mandatory_field(
    form: type[PostedForm],
) -> None:
    empty = form.model_validate(EVERY_FIELD_LEFT_OUT[form])
    assert empty.missing() == form.MANDATORY


def test_nothing_at_all_lacks_every_mandatory_field() -> None:
    assert missing(Registration.MANDATORY, {}) == Registration.MANDATORY


def test_not_known_is_an_answer_except_where_nobody_could_be_counted() -> None:
    assert "recent_use" not in NeedsAssessment(form="P2", recent_use="not_known").missing()
    assert "gender" in MonitoringMatrix(form="P2.1").missing()


def test_every_characteristic_can_be_corrected_and_nothing_else() -> None:
    field = Correction.model_fields["field"].annotation
    assert set(field.__args__) == ALLOWED_VALUES.keys()  # type: ignore[union-attr]


def test_an_assessment_is_told_apart_by_its_field_form() -> None:
    read = TypeAdapter(data_type("assessed")).validate_python
    assert isinstance(read({"form": "P2.1"}), MonitoringMatrix)
    with pytest.raises(ValidationError):
        read({"form": "P9"})


def test_a_date_that_a_form_leaves_out_is_the_date_in_wales_of_the_event() -> None:
    form = NeedsAssessment(form="P2")
    step = form.apply(an_enrolment(), a_posted(form), programme("oows"))
    assert step.fact is not None
    assert step.fact.model_dump()["assessed_on"] == date(2017, 4, 3)


def test_the_same_records_give_the_same_enrolment() -> None:
    """Forms are given nothing but the event: mending folds the records again."""
    told = [
        MonitoringMatrix.model_validate_json('{"form": "P2.1", "gender": "female"}'),
        Correction(field="gender", value="male", reason="Typing error", author="M-7"),
    ]

    def folded() -> Any:
        enrolment = an_enrolment()
        for form in told:
            enrolment = form.apply(enrolment, a_posted(form), programme("oows")).enrolment
        return enrolment

    assert folded() == folded()
    assert folded().characteristics == {"gender": "male"}
