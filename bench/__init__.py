"""Benchmarks: of the guide, and against the limits of the machine."""
