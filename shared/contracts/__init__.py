"""The facts that services publish to each other: data, no behaviour, no direct identifier of a person."""
