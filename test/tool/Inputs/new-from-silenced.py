"""new-from-silenced.py TOOL: edits lines with comments and next to them, in a fresh
repository in this folder, and holds what is new against what should be."""
import subprocess
import sys

TOOL = sys.argv[1]
TEXT = """#include <stop_token>
int fetch(int id, std::stop_token st);

// NOLINTNEXTLINE(ctx-fresh-root)
int load(std::stop_token st) { return st.stop_requested() ? 0 : fetch(1, {}); }

int same(std::stop_token st) { return st.stop_requested() ? 0 : fetch(2, {}); } // NOLINT(ctx-fresh-root)
int old(std::stop_token st) { return st.stop_requested() ? 0 : fetch(3, {}); }

// NOLINTBEGIN(ctx-fresh-root)
int pair(std::stop_token st) {
  return st.stop_requested() ? 0 : fetch(4, {});
}
// NOLINTEND(ctx-fresh-root)
int unused; // NOLINT(ctx-fresh-root)
"""
NEXT = "// NOLINTNEXTLINE(ctx-fresh-root)\n"


def git(*args):
    subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e", *args], check=True, stdout=subprocess.DEVNULL)


def new(text):
    """The lines of what is new, with the check."""
    with open("a.cpp", "w", encoding="utf-8") as f:
        f.write(text)
    done = subprocess.run([TOOL, "--report-unused-nolint", "--new-from=HEAD", "--output=github", "a.cpp", "--", "-std=c++20"],
                          capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("::warning ")]
    assert done.returncode == (1 if lines else 0), done
    return [(int(l.split("line=")[1].split(",")[0]), l.split("title=")[1].split("::")[0].split(",")[0]) for l in lines]


def insist(what, text, *want):
    assert text != TEXT or what == "nothing", what
    got = [(line, "unused" if "unused" in check else "root") for line, check in new(text)]
    assert got == list(want), (what, got, want)


git("init", "-q", ".")
with open("a.cpp", "w", encoding="utf-8") as f:
    f.write(TEXT)
git("add", "a.cpp")
git("commit", "-qm", "one")
insist("nothing", TEXT)
# A comment is replaced, or is about something else now: the line below is what it did.
insist("replaced", TEXT.replace(NEXT, "// first\n"), (5, "root"))
insist("another check", TEXT.replace(NEXT, "// NOLINTNEXTLINE(ctx-lost-cancel)\n"), (4, "unused"), (5, "root"))
insist("more lines", TEXT.replace(NEXT, "// first\nint second;\n"), (6, "root"))
insist("gone", TEXT.replace(NEXT, ""), (4, "root"))
insist("a reason", TEXT.replace(NEXT, NEXT.replace("\n", ": known\n")))
insist("in its line", TEXT.replace("{}); } // NOLINT(ctx-fresh-root)", "{}); } // known"), (7, "root"))
# A comment that is not about the next line says nothing of it.
insist("not the next", TEXT.replace("2, {}); } // NOLINT(ctx-fresh-root)", "2, st); }"))
# What a comment silenced is repaired: it is for nothing, and new.
insist("repaired", TEXT.replace("fetch(1, {})", "fetch(1, st)"), (4, "unused"))
insist("something between", TEXT.replace(NEXT, NEXT + "int between;\n"), (4, "unused"), (6, "root"))
insist("in a pair", TEXT.replace("fetch(4, {})", "fetch(4, st)"), (10, "unused"))
# A pair around other lines, and an old unused comment, are not.
insist("elsewhere", TEXT.replace("int unused;", "\n\nint unused;").replace("fetch(3, {})", "fetch(3, st)"))
print("all as expected")
