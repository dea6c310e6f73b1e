"""Runs the command: python -m word_count NEEDLE [FILE ...]."""

from word_count._command.main import main

if __name__ == "__main__":
    raise SystemExit(main())
