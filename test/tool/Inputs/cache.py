"""cache.py TOOL FOLDER: results are kept, and never used when they should not
be. Every run is compared with one that keeps nothing."""
import os
import shutil
import signal
import subprocess
import sys
import time

import kept
from kept import TOOL, TOP, write

KEPT = os.path.join(TOP, "kept")
LIB = """#pragma once
#include <stop_token>
void work(std::stop_token);
inline bool fetch(int, std::stop_token) { return true; }
inline bool own(std::stop_token stop) {
  return fetch(1, std::stop_token{});%s
}
"""
SOURCE = """#include "lib.h"
bool %s(std::stop_token stop) { return fetch(2, std::stop_token{}); }
"""
# As long as the other.
SILENT = (SOURCE % "a").replace("std::stop_token{}", "stop".rjust(len("std::stop_token{}")))


class Run(kept.Run):
    """One run of the tool in FOLDER/place: what it said and what it found."""

    def __init__(self, *args, files=("a.cpp", "b.cpp"), place="src", flags=("-I.", "-I../include"), env=None,
                 keep=("--cache-dir=" + KEPT,)):
        super().__init__(*keep, "--preambles=0", "--cache-stats", *args, *files, "--", "-std=c++20", *flags,
                         place=place, env=env)


def expect(what, found, missed, stored=None, **how):
    """A run that finds so many results, and says what a run without a cache says."""
    args = how.pop("args", ())
    now = Run(*args, **how)
    plain = Run(*args, **dict(how, keep=("--no-cache",)))
    assert plain.numbers is None, plain.numbers
    assert (now.code, now.out, now.said) == (plain.code, plain.out, plain.said), \
        f"{what}: {now.out}{now.said}\n--- but without a cache\n{plain.out}{plain.said}"
    wanted = (found, missed, missed if stored is None else stored)
    assert now.numbers == wanted, f"{what}: {now.numbers}, not {wanted}\n{now.said}"
    return now


def entries(kind=""):
    return sorted(os.path.join(KEPT, n) for n in os.listdir(KEPT) if n.startswith("llvmcache-" + kind))


def settle():
    """Old enough that a time stands for a text."""
    past = time.time() - 100
    for base, _, names in os.walk(TOP):
        for name in names:
            os.utime(os.path.join(base, name), (past, past))
    time.sleep(2.2)  # the status change has no other way to grow old


def prepare():
    write("src/lib.h", LIB % "")
    for name in "ab":
        write(f"src/{name}.cpp", SOURCE % name)
    os.makedirs(os.path.join(TOP, "include"), exist_ok=True)


def test_inputs():
    first = expect("cold", 0, 2)
    assert first.out.count("warning:") == 3, first.out
    expect("warm", 2, 0)
    settle()
    expect("touched", 2, 0)
    expect("settled", 2, 0)
    os.utime(os.path.join(TOP, "src/lib.h"))
    expect("touched again", 2, 0)
    expect("one of them", 1, 0, files=("b.cpp",))

    write("src/lib.h", LIB % " // NOLINT")
    quiet = expect("NOLINT in a header", 0, 2)
    assert quiet.out.count("warning:") == 2
    write("src/lib.h", LIB % " // ")
    expect("a comment", 0, 2)
    write("src/lib.h", LIB % "")
    expect("taken back", 2, 0)

    # The same size and the same time.
    path = os.path.join(TOP, "src/a.cpp")
    settle()
    expect("settled", 2, 0)
    old = os.stat(path)
    write("src/a.cpp", SILENT)
    assert os.stat(path).st_size == old.st_size
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
    expect("the time set back", 1, 1)
    # Edits faster than the clock of the file system.
    for turn in range(4):
        write("src/a.cpp", SILENT if turn % 2 else SOURCE % "a")
        assert Run(files=("a.cpp",)).out.count("warning:") == 1 + (turn + 1) % 2, turn
    write("src/a.cpp", SOURCE % "a")
    expect("after many edits", 2, 0)


def test_names():
    write("src/maybe.cpp", '#if __has_include("maybe.h")\n#include "maybe.h"\n#endif\n' + SOURCE % "maybe")
    how = dict(files=("maybe.cpp",))
    expect("a name that is not there", 0, 1, **how)
    expect("still not there", 1, 0, **how)
    write("src/maybe.h", "#define std other\nnamespace other { struct stop_token {}; bool fetch(int, stop_token); }\n")
    os.rename(os.path.join(TOP, "src/maybe.h"), os.path.join(TOP, "include/maybe.h"))
    expect("and there, in the second folder", 0, 1, **how)
    expect("there", 1, 0, **how)
    write("src/maybe.h", "")
    expect("there in the first folder, too", 0, 1, **how)
    os.remove(os.path.join(TOP, "src/maybe.h"))
    os.remove(os.path.join(TOP, "include/maybe.h"))
    expect("gone again", 1, 0, **how)

    Run()
    lib = os.path.join(TOP, "src/lib.h")
    os.rename(lib, lib + ".away")
    broken = expect("a header is gone", 0, 2)
    assert broken.code == 3
    expect("an incomplete result is one, too", 2, 0)
    os.mkdir(lib)
    expect("a folder in its place", 0, 2)
    os.rmdir(lib)
    os.rename(lib + ".away", lib)
    expect("it is back", 2, 0)

    # What a link leads to has the same text in another place.
    for version in ("one", "two"):
        write(f"{version}/linked.h", LIB % "")
    link = os.path.join(TOP, "src/link")
    os.symlink("../one", link)
    write("src/through.cpp", '#include "link/linked.h"\n')
    how = dict(files=("through.cpp",))
    assert "one/linked.h" in expect("through a link", 0, 1, **how).out
    os.remove(link)
    os.symlink("../two", link)
    assert "two/linked.h" in expect("a link that leads elsewhere", 0, 1, **how).out
    # One file under two names, then two files.
    write("src/twin.h", "#pragma once\nstruct Twin {};\n")
    write("src/twins.cpp", '#include "twin.h"\n#include "twin2.h"\nint x;\n')
    twins = [os.path.join(TOP, "src", n) for n in ("twin.h", "twin2.h")]
    os.link(*twins)
    how = dict(files=("twins.cpp",))
    assert expect("two names", 0, 1, **how).code == 0
    os.remove(twins[1])
    shutil.copy2(*twins)
    assert expect("two files", 0, 1, **how).code == 3


def test_settings():
    how = dict(files=("a.cpp",))
    Run(**how)
    expect("as it was", 1, 0, **how)
    for args in (["--checks=-ctx-dropped-token"], ["--warnings-as-errors=ctx-*"], ["--header-filter=nothing"],
                 ["--line-filter=[{\"name\":\"a.cpp\",\"lines\":[[1,1]]}]"], ["--extra-arg=-DX"],
                 ["--extra-arg=-DX", "--extra-arg=-UX"], ["--extra-arg=-UX", "--extra-arg=-DX"]):
        expect(f"with {args}", 0, 1, args=args, **how)
        expect(f"again with {args}", 1, 0, args=args, **how)
    expect("flags in another order", 0, 1, flags=("-I../include", "-I."), **how)
    expect("an environment variable", 0, 1, env={"CPATH": os.path.join(TOP, "include")}, **how)
    expect("another program's variable", 1, 0, env={"EDITOR": "none"}, **how)
    write("model.yaml", "schema: 1\nvocabulary: acme\n")
    model = ["--models=" + os.path.join(TOP, "model.yaml")]
    expect("a model", 0, 1, args=model, **how)
    expect("the model", 1, 0, args=model, **how)
    write("model.yaml", "schema: 1\nvocabulary: acme2\n")
    expect("another model", 0, 1, args=model, **how)
    write("src/.clang-tidy", "Checks: '-ctx-dropped-token'\n")
    expect("a configuration", 1, 0, **how)  # comes to what --checks said
    write("src/.clang-tidy", "Checks: 'ctx-*'\n")
    expect("another configuration", 0, 1, **how)
    os.remove(os.path.join(TOP, "src/.clang-tidy"))
    before = set(entries())
    for args in (["--profile"], ["--isolate=0"], ["--no-cache"]):
        assert Run(*args, **how).numbers is None, args
    assert set(entries()) == before


def test_move():
    for place in ("first", "second"):
        os.makedirs(os.path.join(TOP, place, ".git"))
        shutil.copytree(os.path.join(TOP, "src"), os.path.join(TOP, place, "src"), symlinks=True)
    root = os.path.join(TOP, "first")
    how = dict(place="first/src", flags=("-I" + root + "/src", "-isystem", root + "/include"))
    first = expect("a checkout", 0, 2, **how)
    second = {k: [f.replace("first", "second") for f in v] if k == "flags" else v.replace("first", "second")
              for k, v in how.items()}
    moved = expect("a copy of it", 2, 0, **second)
    assert moved.out == first.out
    # Two of them that differ do not push each other out.
    write("second/src/new.h", "")
    write("second/src/lib.h", '#include "new.h"\n' + LIB % "")
    expect("the copy is edited", 0, 2, **second)
    expect("the checkout is as it was", 2, 0, **how)
    expect("and so is the copy", 2, 0, **second)
    # A filter may look at what the checkout is called.
    expect("a filter", 0, 2, args=["--header-filter=/first/"], **how)
    expect("which the copy does not pass", 0, 2, args=["--header-filter=/first/"], **second)


def test_damage():
    good = Run()
    shutil.copytree(KEPT, KEPT + ".good")

    def damage(what, change, kind):
        shutil.rmtree(KEPT)
        shutil.copytree(KEPT + ".good", KEPT)
        for path in entries(kind):
            with open(path, "rb") as f:
                text = f.read()
            text = change(text)
            if text is None:
                os.remove(path)
                continue
            with open(path, "wb") as f:
                f.write(text)
        now = Run()
        assert (now.code, now.out, now.said) == (good.code, good.out, good.said), (what, now.said)
        assert now.numbers[0] == (2 if kind == "f" else 0), (what, kind, now.numbers)
        assert Run().numbers == (2, 0, 0), (what, kind)

    for kind in "mrf":
        damage("empty", lambda t: b"", kind)
        damage("cut short", lambda t: t[:len(t) // 2], kind)
        damage("one byte", lambda t: t[:-3] + bytes([t[-3] ^ 1]) + t[-2:], kind)
        damage("longer", lambda t: t + b"x", kind)
        damage("older", lambda t: t.replace(b"ctx-tidy cache ", b"ctx-tidy cache 0", 1), kind)
        damage("zeros", lambda t: bytes(len(t)), kind)
        damage("gone", lambda t: None, kind)
    # Entries under each other's names.
    results = entries("r")
    texts = [open(p, "rb").read() for p in results]
    for path, text in zip(results, texts[1:] + texts[:1]):
        with open(path, "wb") as f:
            f.write(text)
    now = Run()
    assert now.numbers[0] == 0 and now.out == good.out
    # Links are not followed, and what is no file is no entry.
    victim = os.path.join(TOP, "victim")
    write("victim", "mine")
    for path in entries("m"):
        os.remove(path)
        os.symlink(victim, path)
    assert Run().out == good.out and open(victim).read() == "mine"
    assert Run().numbers == (2, 0, 0)


def test_folder():
    how = dict(files=("a.cpp",))
    plain = Run(keep=("--no-cache",), **how)
    places = {"a file": ("afile", lambda p: open(p, "w").close()),
              "below a file": ("afile/below", lambda p: None),
              "a link": ("alink", lambda p: os.symlink(KEPT, p)),
              "open to all": ("open", lambda p: (os.mkdir(p), os.chmod(p, 0o777)))}
    if os.getuid() == 0:
        places["another user's"] = ("foreign", lambda p: (os.mkdir(p), os.chown(p, 1234, 1234)))
    for what, (name, make) in places.items():
        path = os.path.join(TOP, name)
        make(path)
        now = Run(keep=("--cache-dir=" + path,), **how)
        assert (now.code, now.out) == (plain.code, plain.out), what
        assert "ctx-tidy: warning: results are not kept: '" in now.said, (what, now.said)
        assert now.numbers is None and (not os.path.isdir(path) or name == "alink" or not os.listdir(path)), what
    # The user's own place.
    home = os.path.join(TOP, "home")
    env = {"XDG_CACHE_HOME": home}
    assert Run(keep=(), env=env, **how).numbers == (0, 1, 1)
    assert Run(keep=(), env=env, **how).numbers == (1, 0, 0)
    assert os.stat(os.path.join(home, "ctx-tidy")).st_mode & 0o777 == 0o700
    os.chmod(os.path.join(home, "ctx-tidy"), 0o770)
    silent = Run(keep=(), env=env, **how)
    assert silent.numbers is None and silent.said == plain.said
    assert "can be written to by other users" in Run("-v", keep=(), env=env, **how).said
    Run(**how)
    # Bounded: what was not used for longest goes first.
    big = os.path.join(KEPT, "llvmcache-big")
    with open(big, "wb") as f:
        f.write(bytes(3 << 20))
    os.utime(big, (time.time() - 1000, time.time() - 1000))
    Run("--cache-size=2", **how)
    assert not os.path.exists(big) and entries("r")
    # A full disk.
    full = os.path.join(TOP, "full")
    os.mkdir(full)
    script = f"mount -t tmpfs -o size=4k,mode=700 none {full} && exec \"$@\""
    mount = ["unshare", "-rm", "sh", "-c", script, "sh"]
    if subprocess.run(mount + ["true"], capture_output=True).returncode == 0:
        done = subprocess.run(mount + [TOOL, "--cache-dir=" + full, "a.cpp", "b.cpp", "--", "-std=c++20"],
                              cwd=os.path.join(TOP, "src"), capture_output=True, text=True)
        both = Run(keep=("--no-cache",), flags=())
        assert (done.returncode, done.stdout) == (both.code, both.out), done.stderr
        assert done.stderr.count("warning: results are no longer kept in") == 1, done.stderr
        assert "No space left" in done.stderr


def test_failures():
    write("src/crash.cpp", "#pragma clang __debug crash\n")
    write("src/hang.cpp", "constexpr int spin() { for (;;) ; return 0; }\nstatic_assert(spin() == 0);\n")
    write("src/c.cpp", SOURCE % "c")
    now = Run(files=("crash.cpp", "c.cpp"))
    assert now.code == 3 and now.numbers == (0, 2, 1), now.numbers
    assert Run(files=("crash.cpp", "c.cpp")).numbers == (1, 1, 0)
    # The run itself is killed.
    write("src/d.cpp", SOURCE % "d")
    before = len(entries("r"))
    args = ["-j1", "--extra-arg=-fconstexpr-steps=4000000000"]
    run = subprocess.Popen([TOOL, "--cache-dir=" + KEPT, *args, "d.cpp", "hang.cpp", "--", "-std=c++20"],
                           cwd=os.path.join(TOP, "src"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.time() + 60
    while len(entries("r")) == before and time.time() < deadline:
        time.sleep(0.1)
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert Run(*args, files=("d.cpp",), flags=()).numbers == (1, 0, 0)
    # Several at once.
    shutil.rmtree(KEPT)
    command = [TOOL, "--cache-dir=" + KEPT, "--quiet", "a.cpp", "b.cpp", "c.cpp", "--", "-std=c++20"]
    runs = [subprocess.Popen(command, cwd=os.path.join(TOP, "src"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True) for _ in range(3)]
    outs = {r.communicate()[0] for r in runs}
    assert len(outs) == 1 and outs.pop().count("warning:") == 4
    assert Run("--quiet", files=("a.cpp", "b.cpp", "c.cpp"), flags=()).numbers == (3, 0, 0)
    assert not entries("new-")


def test_fix():
    write("src/fix.cpp", '#include "lib.h"\nbool fixed(std::stop_token stop) { return fetch(2, std::stop_token{}); }\n')
    how = dict(files=("fix.cpp",), args=["--header-filter=nothing"])
    expect("before", 0, 1, **how)
    done = Run("--fix", *how["args"], files=how["files"])
    text = open(os.path.join(TOP, "src/fix.cpp")).read()
    assert done.numbers == (1, 0, 0) and "fetch(2, stop)" in text, (done.numbers, text)
    after = expect("fixed", 0, 1, **how)
    assert "warning:" not in after.out


prepare()
for name, test in list(globals().items()):
    if name.startswith("test_") and (len(sys.argv) == 3 or name in sys.argv[3:]):
        test()
