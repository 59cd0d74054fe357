"""Test formats of our own. A module, since lit sends tests to other processes."""

import glob
import os
import subprocess
import sys

import lit.formats
import lit.Test


class PageExamples(lit.formats.TestFormat):
    """One test for each page under docs/checks: its examples."""

    def __init__(self, root, build):
        self.root, self.build = root, build

    def getTestsInDirectory(self, suite, path_in_suite, lit_config, local_config):
        for page in sorted(glob.glob(os.path.join(self.root, "docs", "checks", "*.md"))):
            name = path_in_suite + (os.path.basename(page),)
            yield lit.Test.Test(suite, name, local_config)

    def execute(self, test, lit_config):
        page = os.path.join(self.root, "docs", "checks", test.path_in_suite[-1])
        runner = os.path.join(self.root, "test", "pages", "doc_examples.py")
        p = subprocess.run([sys.executable, runner, "--build", self.build, page],
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, env=test.config.environment)
        return (lit.Test.FAIL if p.returncode else lit.Test.PASS), p.stdout


class Replays(lit.formats.TestFormat):
    """One test for each table under test/replay/tables, and one for the matrix."""

    def __init__(self, root, build):
        self.folder, self.build = os.path.join(root, "test", "replay"), build

    def getTestsInDirectory(self, suite, path_in_suite, lit_config, local_config):
        for table in sorted(glob.glob(os.path.join(self.folder, "tables", "*.table"))):
            yield lit.Test.Test(suite, path_in_suite + (os.path.basename(table),), local_config)
        yield lit.Test.Test(suite, path_in_suite + ("matrix",), local_config)

    def execute(self, test, lit_config):
        table = test.path_in_suite[-1].split(".")[0]
        p = subprocess.run([sys.executable, os.path.join(self.folder, "replay.py"), "--build", self.build, table],
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, env=test.config.environment)
        return (lit.Test.FAIL if p.returncode else lit.Test.PASS), p.stdout


class MajorReplay(lit.formats.TestFormat):
    """The tests of the checks and the replay tables once more, with the plugins for
    other versions of clang-tidy: one test for each version and file. The oldest and
    the newest of them run everything, those between one file for each check: what
    differs between versions is new or old, hardly ever both. With CTX_MAJORS=all in the
    environment all of them run everything."""

    SUITES = ("checks", "replay")

    def __init__(self, root, build, majors):
        self.root, self.build, self.majors = root, build, majors

    def everything(self):
        """All files, as (folder, name)."""
        patterns = [*(os.path.join(folder, "*.cpp") for folder in self.SUITES), os.path.join("replay", "tables", "*.table")]
        return [(pattern.split(os.sep)[0], os.path.basename(path)) for pattern in patterns
                for path in sorted(glob.glob(os.path.join(self.root, "test", pattern)))]

    def sample(self):
        """One file for each check: the one with the shortest name."""
        files = [name for folder, name in self.everything() if folder == "checks"]
        pages = glob.glob(os.path.join(self.root, "docs", "checks", "ctx-*.md"))
        checks = sorted(os.path.splitext(os.path.basename(page))[0] for page in pages)
        return [("checks", min((f for f in files if f.startswith(check)), key=len)) for check in checks]

    def getTestsInDirectory(self, suite, path_in_suite, lit_config, local_config):
        ends = self.majors if os.environ.get("CTX_MAJORS") == "all" else (min(self.majors, default=""),
                                                                          max(self.majors, default=""))
        for major in self.majors:
            for folder, name in self.everything() if major in ends else self.sample():
                yield lit.Test.Test(suite, path_in_suite + (major, folder, name), local_config)

    def execute(self, test, lit_config):
        major, folder, name = test.path_in_suite[-3:]
        runner = os.path.join(self.root, "test", "majors", "replay.py")
        p = subprocess.run([sys.executable, runner, "--build", self.build, major, f"{folder}/{name}"],
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, env=test.config.environment)
        codes = {0: lit.Test.PASS, 77: lit.Test.UNSUPPORTED, 78: lit.Test.XFAIL}
        return codes.get(p.returncode, lit.Test.FAIL), p.stdout
