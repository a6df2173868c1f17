"""The `dolen` command: what a person or a container types."""

from deploy.cli.commands import main

__all__ = ["main"]
