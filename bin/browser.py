#!/usr/bin/env python3
"""Browser tests need Chromium. Debian has it; elsewhere this prints the one line to type.

Never fails: without a browser those tests are skipped, loudly.
"""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"]
QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def main() -> None:
    if any(shutil.which(name) for name in NAMES):
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        line = "sudo apt-get install chromium" if shutil.which("apt-get") else "install Chromium"
        print(f"No Chromium here: the browser's tests will be skipped. To run them: {line}")
        return
    print("Installing Chromium for the browser's tests (about 80 MB) ...", flush=True)
    asks_nothing = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for attempt in (["true"], ["apt-get", "update", "--quiet"]):
        subprocess.run(attempt, env=asks_nothing, check=False, **QUIET)
        if subprocess.run(INSTALL, env=asks_nothing, check=False, **QUIET).returncode == 0:
            return
    print("Chromium could not be installed: the browser's tests will be skipped.")


if __name__ == "__main__":
    main()
