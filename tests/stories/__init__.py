"""Whole lives of claims through the public doors, in a real Chromium, against the running demo."""
