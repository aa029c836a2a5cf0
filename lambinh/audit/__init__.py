"""Who changed, opened or took out what: a journal that the database writes, and nobody changes."""
