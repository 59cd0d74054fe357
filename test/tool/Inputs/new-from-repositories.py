"""new-from-repositories.py TOOL FOLDER: findings in several repositories and in none,
asked from several folders. FOLDER is made a repository's neighbour, not part of one."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

TOOL, FOLDER = sys.argv[1:]
TEXT = """#include <stop_token>
int fetch(int id, std::stop_token st);
int f(std::stop_token st) { return st.stop_requested() ? 0 : fetch(1, {}); }
"""
MORE = TEXT + "int g(std::stop_token st) { return st.stop_requested() ? 0 : fetch(2, {}); }\n"
# Tests may run below a repository: nothing of this is in it.
TOP = os.path.realpath(tempfile.mkdtemp())
ENV = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}


def git(folder, *args):
    subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e", "-c", "protocol.file.allow=always", *args],
                   cwd=f"{TOP}/{folder}", env=ENV, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def write(path, text):
    path = f"{TOP}/{path}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def repository(folder, **files):
    for name, text in files.items():
        write(f"{folder}/{name}.cpp", text)
    git(folder, "init", "-q", ".")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")


def database(folder, *files):
    write(f"{folder}/compile_commands.json", json.dumps(
        [{"directory": TOP, "file": f, "arguments": ["c++", "-std=c++20", "-c", f]} for f in files]))


def run(folder, *args, code):
    done = subprocess.run([TOOL, *args], cwd=f"{TOP}/{folder}", env=ENV, capture_output=True, text=True, check=False)
    assert done.returncode == code, (args, done)
    return done.stderr


def count(folder, *args, of):
    text = run(folder, *args, code=1 if of else 0)
    assert f"ctx-tidy: {of} finding" in text, (args, text)
    return text


try:
    repository("one", a=TEXT)
    repository("two", b=TEXT)
    write("none/c.cpp", TEXT)
    # Another repository answers for its own files.
    database("build", "two/b.cpp")
    count("one", "-p", "../build", "--new-from=HEAD", of=0)
    write("two/b.cpp", MORE)
    count("one", "-p", "../build", "--new-from=HEAD", of=1)
    # A revision that it does not know, and no repository: new, and said.
    git("one", "tag", "known")
    said = count("one", "-p", "../build", "--new-from=known", of=2)
    assert "warning: --new-from: what is in" in said and "two counts as new: git merge-base" in said, said
    database("build2", "none/c.cpp")
    said = count("one", "-p", "../build2", "--new-from=HEAD", of=1)
    assert "none counts as new: git rev-parse" in said, said
    # A variable of a hook is about the repository it stands in.
    os.environ["GIT_DIR"] = f"{TOP}/one/.git"
    ENV["GIT_DIR"] = os.environ.pop("GIT_DIR")
    count("one", "-p", "../build", "--new-from=HEAD", of=1)
    del ENV["GIT_DIR"]

    # From a submodule: the repository around it.
    repository("super", a=TEXT)
    git("super", "submodule", "add", "-q", f"{TOP}/one", "sub")
    git("super", "commit", "-qm", "two")
    database("build3", "super/a.cpp", "super/sub/a.cpp")
    count("super/sub", "-p", "../../build3", "--new-from=HEAD", of=0)
    write("super/a.cpp", MORE)
    count("super/sub", "-p", "../../build3", "--new-from=HEAD", of=1)
    count("super", "-p", "../build3", "--new-from=HEAD", of=1)

    # Merged in another folder, or on another revision than was analysed.
    write("one/compile_commands.json", json.dumps(
        [{"directory": f"{TOP}/one", "file": "a.cpp", "arguments": ["c++", "-std=c++20", "-c", "a.cpp"]}]))
    run("one", "-p", ".", "--results=../r.json", "--exit-zero", code=0)
    count("one", "merge", "../r.json", "--new-from=HEAD", of=0)
    os.makedirs(f"{TOP}/one/deep")
    said = count("one/deep", "merge", "../../r.json", "--new-from=HEAD", of=1)
    assert "not the one that was analysed" in said, said
    write("one/a.cpp", "// above\n" + TEXT)
    git("one", "commit", "-qam", "two")
    said = count("one", "merge", "../r.json", "--new-from=HEAD", of=1)
    assert "a.cpp counts as new: the file is not the one that was analysed" in said, said

    # Why there is nothing to compare with.
    git("one", "checkout", "-q", "--orphan", "alone")
    git("one", "commit", "-qm", "alone")
    said = run("one", "-p", ".", "--new-from=known", code=2)
    assert "error: --new-from: git merge-base: HEAD and 'known' have no commit in common\n" in said, said
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{TOP}/super", f"{TOP}/shallow"], env=ENV, check=True)
    write("shallow/compile_commands.json", json.dumps(
        [{"directory": f"{TOP}/shallow", "file": "a.cpp", "arguments": ["c++", "-std=c++20", "-c", "a.cpp"]}]))
    said = run("shallow", "-p", ".", "--new-from=HEAD~1", code=2)
    assert "this clone is shallow: fetch its history" in said and "fetch-depth: 0" in said, said
finally:
    shutil.rmtree(TOP)
print("all as expected")
