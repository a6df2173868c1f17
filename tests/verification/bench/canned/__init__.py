"""Services with canned answers, behind the gateway that a bench measures."""
