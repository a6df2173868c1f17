"""The demonstration programme: the published figures of 2019, told again as what happened to people."""
