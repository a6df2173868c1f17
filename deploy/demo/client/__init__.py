"""Client of the demonstration: posts it through the gateway and waits for the figures."""
