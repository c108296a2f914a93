"""What is remembered: tables, queries, the outbox and migrations. Knows claims only."""
