"""For tests that compare a run that knows what earlier ones found with one that
does not: a folder of sources, the tool, what the cache said. Their arguments are
TOOL FOLDER."""
import os
import re
import subprocess
import sys

TOOL, TOP = sys.argv[1], os.path.realpath(sys.argv[2])


def write(name, text):
    """Makes the file `name`, below the folder."""
    path = os.path.join(TOP, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


class Run:
    """One run of the tool in the folder `place`: its exit code, what it found, and
    what it said, with what it said of the cache apart."""

    def __init__(self, *args, place=".", env=None):
        done = subprocess.run([TOOL, *args], cwd=os.path.join(TOP, place), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, env=dict(os.environ, **(env or {})), timeout=300)
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        lines = self.err.splitlines(True)
        self.cache = "".join(line for line in lines if line.startswith("cache: "))
        # Without how far it is.
        self.said = "".join(line for line in lines if not line.startswith(("cache: ", "ctx-tidy: [")))

    def counts(self, pattern):
        """The numbers in `pattern`'s groups, of what it said of the cache; None if it did not."""
        m = re.search(pattern, self.cache, re.M)
        return tuple(int(n) for n in m.groups()) if m else None

    @property
    def numbers(self):
        """Results found, not found, stored."""
        return self.counts(r"^cache: (\d+) found, (\d+) not found, (\d+) stored")
