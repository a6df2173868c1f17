"""The forms that a provider's system posts (handbook 2), one a file; `registry.py` lists them."""
