"""A Kafka for people who have none: jars, a cluster of three on this machine, topics by declaration."""
