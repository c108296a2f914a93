"""The local workspace: a small strict server that speaks Slack's own protocol on the loopback, so that the desk runs without an account."""
