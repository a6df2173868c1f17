"""Programs that tests start as processes of their own and kill; modules, so that their types are checked."""
