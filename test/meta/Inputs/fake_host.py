#!/usr/bin/env python3
"""Stands in for both hosts to test check.py: reports words of a source file.

  PLAIN     a warning, with a note
  BAD       a warning; the fix makes it good
  WORSE     a warning; the fix does not compile
  STAYS     a warning; the fix leaves it there, and changes the file again and again
  NEWS      a warning; the fix makes it PLAIN
  HOSTS     a warning whose text differs between the hosts
  FIXDIFF   a warning; the fix differs between the hosts
"""

import os
import re
import sys

plugin = "clang-tidy" in os.path.basename(sys.argv[0])
arguments = sys.argv[1:sys.argv.index("--") if "--" in sys.argv else None]
path = arguments[-1]
export = [a.split("=", 1)[1] for a in arguments if a.startswith("--export-fixes=")]
fixes = {"BAD": "good", "WORSE": "no such thing", "STAYS": "STAYS STAYS", "NEWS": "PLAIN",
         "FIXDIFF": "good_in_plugin" if plugin else "good"}

with open(path) as f:
    text = f.read()
words = [m for m in re.finditer(r"\b(PLAIN|BAD|WORSE|STAYS|NEWS|HOSTS|FIXDIFF)\b", text)]
for m in words:
    line = text[:m.start()].count("\n") + 1
    column = m.start() - text.rfind("\n", 0, m.start())
    where = " in the plugin" if plugin and m.group(1) == "HOSTS" else ""
    print(f"{path}:{line}:{column}: warning: found {m.group(1)}{where} [ctx-fake]")
    if m.group(1) == "PLAIN":
        print(f"{path}:{line}:1: note: on this line")
if "--fix" in arguments:
    for m in reversed(words):
        text = text[:m.start()] + fixes.get(m.group(1), m.group(1)) + text[m.end():]
    with open(path, "w") as f:
        f.write(text)
if export and any(m.group(1) in fixes for m in words):
    with open(export[0], "w") as f:
        for m in words:
            f.write("  - DiagnosticName:  ctx-fake\n    DiagnosticMessage:\n      Message: x\n")
            f.write("      Replacements:\n        - x\n" if m.group(1) in fixes else "      Replacements:    []\n")
sys.exit(1 if words and not plugin else 0)
