"""Facts, the integration events between services: each says in the past tense what happened, without
behaviour and without naming a person."""

from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

KNOWN: dict[str, "type[Fact]"] = {}
"""Every fact this process has imported, by type."""


class Fact(BaseModel):
    """A published fact. A subclass names its type, its topic and which field is its key:

        class ReferralAccepted(Fact, type="….accepted.v1", topic="referral.referral.v1", key="referral_id"):
            referral_id: UUID

    The key is the aggregate the fact is about; facts of one key arrive in the order they were announced.
    Producers may not add fields (`extra="forbid"`); consumers ignore those they do not know (`read`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: ClassVar[str] = ""
    topic: ClassVar[str] = ""
    key: ClassVar[str] = ""
    ends_key: ClassVar[bool] = False
    """Whether nothing of its key counts any more: it waits for no earlier fact, and no later one comes."""

    happened_at: AwareDatetime
    """When it happened; the envelope's `recordedat` is when it was recorded."""

    def __init_subclass__(
        cls, *, type: str = "", topic: str = "", key: str = "", ends_key: bool = False, **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        if not type:
            return  # a shared base of several facts
        if type in KNOWN:
            raise TypeError(f"two facts are called {type}")
        cls.type, cls.topic, cls.key, cls.ends_key = type, topic, key, ends_key
        KNOWN[type] = cls

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Parse the fact in `data` as a consumer does: fields it does not know are ignored.

        Raises pydantic.ValidationError."""
        return cls.model_validate_json(data, extra="ignore")

    def subject(self) -> UUID:
        """Return the id of the aggregate this fact is about."""
        value: UUID = getattr(self, self.key)
        return value
