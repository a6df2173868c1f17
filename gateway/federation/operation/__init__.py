"""An operation before it is planned: parsed, costed, validated, persisted."""
