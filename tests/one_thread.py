"""Linear algebra in one thread, as in a build: on two processors two wait for each other.

To be imported before anything that loads NumPy or SciPy, which ask for it but once. What a test
starts has an environment without it.
"""

import importlib
import os

NAME = "OPENBLAS_NUM_THREADS"

before = os.environ.get(NAME)
os.environ[NAME] = "1"
for library in ("numpy.linalg", "scipy.linalg"):
    importlib.import_module(library)
if before is None:
    del os.environ[NAME]
else:
    os.environ[NAME] = before
