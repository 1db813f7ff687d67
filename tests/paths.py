"""Where the tests find the project and the scenes they render."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "rendering" / "corpus"
FIXTURES = ROOT / "tests" / "rendering" / "fixtures"
PLAIN = FIXTURES / "plain.py"
RENDER = (sys.executable, str(ROOT / "render.py"))
"""Our command."""
TURNING = FIXTURES / "turning.py"
