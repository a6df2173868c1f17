"""A CloudEvent as a provider's system posts it, and the answer to each."""

from typing import Any

from pydantic import TypeAdapter

from services.participants.schemas import forms

PREFIX = "cymru.dolen.participant."

_FORMS: dict[str, Any] = {
    "registered": forms.Registration,
    "assessed": forms.Assessment,
    "risk-assessed": forms.Risk,
    "mentor-allocated": forms.Allocation,
    "action-plan-agreed": forms.ActionPlan,
    "contact-recorded": forms.Contact,
    "activity-recorded": forms.Activity,
    "intensity-changed": forms.Intensity,
    "suspended": forms.Suspension,
    "resumed": forms.Resumption,
    "achievement-recorded": forms.Achievement,
    "exited": forms.Exit,
    "rejoined": forms.Return,
    "followed-up": forms.FollowUpReport,
    "corrected": forms.Correction,
}

POSTED: dict[str, TypeAdapter[Any]] = {
    f"{PREFIX}{name}.v1": TypeAdapter(form) for name, form in _FORMS.items()
}
"""What a provider's system may post, and the shape of its `data`."""
