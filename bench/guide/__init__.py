"""The measurements in docs/guide: measure.py makes the figures, report.py tables and pictures."""
