"""Django's PostgreSQL that looks at a connection instead of asking before it is lent. Doors: base.DatabaseWrapper (ENGINE)."""
