"""The guide rig: what the chapters of docs/guide claim, on each CPython."""
