"""How fast, as a ratio to a floor measured in the same run; never a timed test. `make bench`, or `make bench ARGS=ingest`."""
