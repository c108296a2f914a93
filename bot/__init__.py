"""The doors and the running process: Slack, mail, web, clock and the local workspace. Knows commands."""
