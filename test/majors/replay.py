#!/usr/bin/env python3
"""One test of a check, or the cases of one vocabulary, with the plugin for an older
clang-tidy.

  replay.py 14 checks/ctx-lost-cancel.cpp      its RUN lines
  replay.py 14 replay/folly.table              test/replay/replay.py folly

What the file announces for the newest version has to be what the older one
says. left-out.txt names the exceptions, each with its reason; they have to fail.

Exit code: 0 as announced, 1 not, 77 nothing to do, 78 fails and may.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
TESTS = os.path.dirname(HERE)
TIME = 60  # seconds for one RUN line; the slowest takes 3 on a machine at rest


def left_out(major, name):
    """Why `name` may fail with `major`, or None."""
    with open(os.path.join(HERE, "left-out.txt")) as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                majors, file, reason = line.split(None, 2)
                if major in majors.split(",") and file == name:
                    return reason.strip()
    return None


def runs(path, temp):
    """The arguments of check.py of each RUN line."""
    names = {"%s": path, "%S": os.path.dirname(path), "%t": temp, "%inputs": os.path.join(TESTS, "Inputs")}
    with open(path) as f:
        for line in re.findall(r"// *RUN: *%check (.*)", f.read()):
            line = re.sub(r"%(inputs|s|S|t)\b", lambda m: shlex.quote(names[m.group(0)]), line)
            arguments = shlex.split(line)
            if "--standalone-only" not in arguments:
                yield arguments


def commands_of(args):
    """The commands that the test consists of."""
    own = [f"--build={args.build}", f"--major={args.major}"]
    name, kind = os.path.splitext(os.path.basename(args.test))
    if kind == ".table":
        return [[sys.executable, os.path.join(TESTS, "replay", "replay.py"), *own, name]]
    return [[sys.executable, os.path.join(TESTS, "check.py"), *own, *arguments]
            for arguments in runs(os.path.join(TESTS, args.test), f"majors {args.major} {args.test}")]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=os.path.join(os.path.dirname(TESTS), "build"))
    parser.add_argument("major")
    parser.add_argument("test", help="below test/")
    args = parser.parse_args()
    reason = left_out(args.major, args.test)
    commands = commands_of(args)
    if not commands:
        return 77
    failed = 0
    for command in commands:
        failed += bool(subprocess.run(command, timeout=TIME, env={**os.environ, "CTX_HOSTS": "plugin"}).returncode)
    if not reason:
        return 1 if failed else 0
    if failed:
        print(f"{args.test} may fail with clang-tidy {args.major}: {reason}")
        return 78
    print(f"{args.test} works with clang-tidy {args.major}: take it out of left-out.txt ({reason})")
    return 1


if __name__ == "__main__":
    sys.exit(main())
