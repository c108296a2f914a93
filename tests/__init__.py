"""Bytecode is kept also where the environment forbids it: else each of the many processes that tests start compiles what it imports."""

import os
import sys

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
