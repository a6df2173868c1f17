"""One graph out of four: what each service contributes, composed into the supergraph the gateway reads."""
