"""How much is tried: with NIGHTLY=1 as much as the vectors and the issue state, else what a change can wait for."""

import os

NIGHTLY = os.environ.get("NIGHTLY") == "1"
