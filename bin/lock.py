#!/usr/bin/env python3
"""`make lock`: pin what requirements*.in ask for, with hashes, for every platform and no host's name."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".local" / "uv" / "bin" / "uv"
# The widest first; the others may not choose differently.
FILES = ["requirements-dev", "requirements-local", "requirements", "requirements-uv"]


def main() -> None:
    if not UV.exists():
        sys.exit("`make lock` needs uv, which could not be installed here.")
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    for name in FILES:
        same = ["-c", "requirements-dev.txt"] if name in FILES[1:3] else []
        subprocess.run(
            [str(UV), "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header",
             "--python-version", "3.11", *upgrade, *same, f"{name}.in", "-o", f"{name}.txt"],
            cwd=ROOT, check=True,
        )  # fmt: skip
        text = (ROOT / f"{name}.txt").read_text()
        if "://" in text:
            sys.exit(f"{name}.txt names a host; it must not.")
        print(f"{name}.txt: {text.count('==')} pins")


if __name__ == "__main__":
    main()
