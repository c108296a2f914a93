"""The Slack door: parse what people type and click, run the command, show the result in their language."""
