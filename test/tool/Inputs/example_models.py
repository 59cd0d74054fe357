#!/usr/bin/env python3
"""Runs --check-models on every model of a folder; a note is an error here.

usage: example_models.py FOLDER CTX-TIDY [ARGUMENT...]
"""
import pathlib
import re
import subprocess
import sys


def wrong(model, tool):
    """What is wrong with the examples of model, or ''."""
    ran = subprocess.run(tool + [f"--models={model}", "--check-models"],
                         capture_output=True, text=True)
    said = ran.stdout + ran.stderr
    whole = re.search(r"(\d+) of (\d+) examples? behaves? as expected", said)
    if ran.returncode or "note:" in said or not whole or whole[1] != whole[2]:
        return said or f"{model}: exit code {ran.returncode}"
    return ""


def main():
    models = sorted(pathlib.Path(sys.argv[1]).glob("*.yaml"))
    if not models:
        sys.exit(f"no model in {sys.argv[1]}")
    found = [text for text in (wrong(m, sys.argv[2:]) for m in models) if text]
    if found:
        sys.exit("\n".join(found))


main()
