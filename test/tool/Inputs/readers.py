"""readers.py TOOL FOLDER: puts a pipe, a device, a folder and a huge file in the
place of every file the tool reads. It says so and ends, soon."""
import os
import subprocess
import sys

tool, top = sys.argv[1:]
os.chdir(top)
os.mkfifo("pipe")
os.mkdir("folder")
with open("huge", "wb") as f:
    f.truncate(6 << 30)  # of holes: it takes no room
os.symlink("/dev/zero", "zero")  # as if it were the project's own
for name, text in (("main.cpp", "int main() {}\n"), ("list", "[]")):
    with open(name, "w") as f:
        f.write(text)

# What is read, the arguments, the exit code, what is said.
CASES = [
    ("source", ["@"], 3, "not analysed: not a regular file"),
    ("include", ["include.cpp", "--"], 3, None),
    ("-include", ["main.cpp", "--", "-include", "@"], 3, None),
    ("-imacros", ["main.cpp", "--", "-imacros", "@"], 3, None),
    ("response file", ["main.cpp", "--", "@@"], 3, "not analysed: response file"),
    ("--config-file", ["--config-file=@", "main.cpp", "--"], 2, "@: error: cannot be read:"),
    ("--models", ["--models=@", "main.cpp", "--"], 2, "@: error: "),
    ("--baseline", ["--baseline=@", "main.cpp", "--"], 2, "ctx-tidy: error: @: "),
    ("-p", ["-p", "@", "main.cpp"], 2, "ctx-tidy: error: @"),
    ("merge", ["merge", "@"], 2, "ctx-tidy: error: @: "),
    ("--shard-costs", ["--shard=1/2", "--results=out.json", "--shard-costs=@", "main.cpp", "--"], 2,
     "ctx-tidy: error: @: "),
]


def run(args, code):
    done = subprocess.run([tool, *args], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == code, (args, done.returncode, done.stderr)
    return done.stderr


for thing in ("pipe", "zero", "/dev/zero", "folder", "huge"):
    with open("include.cpp", "w") as f:
        f.write(f'#include "{thing}"\nint main() {{}}\n')
    for what, args, code, words in CASES:
        args = [a.replace("@@", "@" + thing) if a == "@@" else a.replace("@", thing) for a in args]
        if what == "source" and thing == "huge":
            words = "huge: not analysed: it is too large"
        if what == "source":
            args += ["--", "-x", "c++"]
        err = run(args, code)
        if words:
            assert words.replace("@", thing) in err, (what, thing, err)
        elif thing != "folder":
            assert "cannot open file" in err or "error reading" in err, (what, thing, err)
        else:
            assert f"'{thing}' file not found" in err, (what, thing, err)

# A configuration that is found is as bad as one that is named.
os.makedirs("deep")
for make in (lambda: os.mkfifo("deep/.clang-tidy"), lambda: os.symlink("/dev/zero", "deep/.clang-tidy"),
             lambda: os.symlink("../huge", "deep/.clang-tidy")):
    make()
    assert "deep/.clang-tidy: error: cannot be read:" in run(["deep/a.cpp", "--"], 2)
    os.remove("deep/.clang-tidy")

# A line filter is a text, never the name of a file.
assert "--line-filter:" in run(["--line-filter=pipe", "main.cpp", "--"], 2)
assert "--line-filter:" in run(["--line-filter=@pipe", "main.cpp", "--"], 2)
assert not os.path.exists("out.json")
print("all said")
