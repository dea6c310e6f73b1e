"""The four functions side by side, measured by pytest-benchmark on bench/test_word_count.py."""
