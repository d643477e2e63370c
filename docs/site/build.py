"""Builds the site with the packages that requirements.txt pins, in a virtual environment in target/site-build/venv.

The environment is made when it is missing, and again when requirements.txt or the interpreter has changed. Packages come
from wherever pip is configured to look. The API documentation has to be there already: ./mvnw -Psite does all of it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
ENVIRONMENT = ROOT / "target/site-build/venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

VARIABLES = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
VARIABLES |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"}


def run(*command, failure):
    if subprocess.run([str(part) for part in command], cwd=ROOT, env=VARIABLES, check=False).returncode != 0:
        sys.exit(failure)


def make_environment():
    made_of = f"{sys.version}\n{REQUIREMENTS.read_text('utf-8')}"
    marker = ENVIRONMENT / "made-of.txt"
    if marker.exists() and marker.read_text("utf-8") == made_of:
        return
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    run(sys.executable, "-m", "venv", ENVIRONMENT, failure="The site needs Python with venv.")
    run(
        *(PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"),
        *("--only-binary=:all:", "--require-hashes", f"--requirement={REQUIREMENTS}"),
        failure=f"pip could not install {REQUIREMENTS.relative_to(ROOT)}. Does it reach a package index?",
    )
    marker.write_text(made_of, "utf-8")


make_environment()
run(PYTHON, "-m", "mkdocs", "build", "--strict", failure="MkDocs did not build the site: see the lines above.")
print("The site is in target/site. Open target/site/index.html; a web server is not needed.")
