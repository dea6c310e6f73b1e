"""The command word-count, in main.py; what the library does is imported from outside this folder."""
