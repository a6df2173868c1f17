"""A clock in seconds that a test moves by hand."""


class Clock:
    """Starts anywhere, as a monotonic clock does."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now
