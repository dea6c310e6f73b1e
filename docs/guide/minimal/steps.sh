python3 -m venv venv
venv/bin/pip install . pytest
venv/bin/pytest
venv/bin/python executor.py
