"""What can be done to a claim, one verb a module. Knows storage and claims, never a door."""
