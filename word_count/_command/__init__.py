"""The command word-count: main.py runs it. The library does not import this folder."""
