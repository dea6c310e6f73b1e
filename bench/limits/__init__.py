"""The limits rig: str in memory, against reading it and against peers."""
