"""What the meta tests share: the tree, the list of checks, the list of complaints."""

import argparse
import glob
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "docs"), os.path.join(ROOT, "checks")]
from generate import load_checks  # noqa: E402,F401 (for the tests that import this)
from new import name_problem, stem_of  # noqa: E402,F401


class Tree:
    """The files of a source tree and the complaints about them."""

    def __init__(self, root):
        self.root = os.path.realpath(root)
        self.complaints = []

    def files(self, pattern):
        """Paths from the root that match a glob (** allowed), sorted."""
        found = glob.glob(os.path.join(self.root, pattern), recursive=True)
        return sorted(os.path.relpath(f, self.root) for f in found if os.path.isfile(f))

    def exists(self, path):
        return os.path.isfile(os.path.join(self.root, path))

    def read(self, path):
        with open(os.path.join(self.root, path), errors="replace") as f:
            return f.read()

    def tracked(self):
        """All files under version control; without git, all but build folders."""
        p = subprocess.run(["git", "-C", self.root, "ls-files", "-z"], capture_output=True, text=True)
        if p.returncode == 0 and p.stdout:
            return sorted(f for f in p.stdout.split("\0") if f and self.exists(f))
        return [f for f in self.files("**/*") if not f.startswith("build")]

    def complain(self, where, what, remedy):
        self.complaints.append(f"{where}: {what}\n    {remedy}")

    def finish(self):
        """Ends the test: 1 with every complaint, or 0."""
        for c in self.complaints:
            print(c)
        if self.complaints:
            print(f"{len(self.complaints)} complaints")
        sys.exit(1 if self.complaints else 0)


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", default=ROOT, help="the tree to look at")
    parser.add_argument("--tool", default=os.path.join(
        os.environ.get("CTX_BUILD", os.path.join(ROOT, "build")), "bin", "ctx-tidy"))
    return parser


def without_comments(code):
    """C++ with comments blanked out; lines and strings stay."""
    def blank(m):
        return m.group(0) if m.group(0)[0] in "\"'" else re.sub(r"[^\n]", " ", m.group(0))
    return re.sub(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'|//[^\n]*|/\*.*?\*/', blank, code, flags=re.S)


def strings(code):
    """(line, text) of every string literal outside comments and #include lines."""
    code = re.sub(r"^[ \t]*#[ \t]*include[^\n]*", "", without_comments(code), flags=re.M)
    for m in re.finditer(r'"((?:[^"\\\n]|\\.)*)"', code):
        yield code[:m.start()].count("\n") + 1, m.group(1)
