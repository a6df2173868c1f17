"""Two gateways over the same services: whether ours answers a thousand questions as Hive Gateway does."""
