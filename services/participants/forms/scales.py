"""The scale on which people score themselves: the Employment Wheel and the baselines of form P4-1."""

from typing import Annotated

from pydantic import Field

Score = Annotated[int, Field(ge=1, le=10)]
