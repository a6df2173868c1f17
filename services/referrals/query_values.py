"""Types of query parameters whose values the programmes give."""

from shared.programmes import load_all
from shared.web.field_types import one_of

ProgrammeCode = one_of(load_all())
