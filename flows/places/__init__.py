"""Places that files lie in: one module for each kind, `folders.py`, `s3.py`, `gs.py` and `https.py`.

All remote kinds speak HTTP: each knows how its addresses are asked and what its answers mean, and `transport.py` asks,
with one set of retries and limits. `fetching.py` brings one object here, `lists.py` reads lists of addresses.
Why no file system library: `docs/places.md`.
"""
