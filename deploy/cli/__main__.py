"""`python -m deploy.cli`, for processes that start one another."""

from deploy.cli.commands import main

main()
