cc -std=c11 -O3 -shared -fPIC -pthread tables.c -o tables.so
python3 tables.py
