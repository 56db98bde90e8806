"""Letters for the bank."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # makes `read_as` importable: tests are collected without packages
