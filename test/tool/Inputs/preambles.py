"""preambles.py TOOL FOLDER: a file that is edited begins with what its includes
came to before, and nothing else changes. Every run is compared with one that
parses everything."""
import os
import shutil

import kept
from kept import TOP, write

KEPT = os.path.join(TOP, "kept")
OWN = """#pragma once
#include <stop_token>
#include <thread>
#define TWICE(x) x; x
inline bool fetch(int, std::stop_token) { return true; }
template <class T> bool any(T t, std::stop_token stop) { return fetch(t, std::stop_token{}); }
inline bool own(std::stop_token stop) {
  return fetch(1, std::stop_token{});%s
}
struct Polls { bool look(std::stop_token s) { return s.stop_requested(); } };
"""
MAIN = """// The first line.
#include <string>
#include <vector>
#include "own.h"
#define HERE(x) x
#if 1
#include <functional>
bool f(std::stop_token token, std::vector<std::string> all) {
  HERE(TWICE(fetch(2, std::stop_token{})));
  return any(3, token) && fetch(all.size(), {});
}
#endif
void lost() {
  std::stop_source source;
  std::jthread t([tok = source.get_token()] { fetch(1, tok); });
}
"""


def run(*args):
    now = kept.Run(*args, "--cache-stats", "--output=text", "--output=json:out.json", "a.cpp", "--", "-std=c++20",
                   "-I.", place="src")
    with open(os.path.join(TOP, "src/out.json"), encoding="utf-8") as f:
        report = f.read()
    return (now.code, now.out, now.said, report), now.counts(r"(\d+) found, .* (\d+) preambles used, (\d+) made")


def expect(what, found, used, made, *args):
    now, numbers = run("--cache-dir=" + KEPT, *args)
    plain, _ = run("--no-cache", *args)
    assert now == plain, f"{what}:\n{now[1]}{now[2]}\n--- but\n{plain[1]}{plain[2]}"
    assert numbers == (found, used, made), (what, numbers)
    return now


write("src/own.h", OWN % "")
write("src/a.cpp", MAIN)
first = expect("new", 0, 0, 0)
assert first[1].count("warning:") >= 4, first[1]
write("src/a.cpp", MAIN + "int x;\n")
expect("edited", 0, 1, 1)
expect("as it is", 1, 0, 0)
write("src/a.cpp", MAIN + "int y;\n")
expect("edited again", 0, 1, 0)
expect("as it is", 1, 0, 0)
write("src/a.cpp", MAIN.replace("std::vector<std::string> all) {", "std::vector<std::string> all) { // NOLINT")
      .replace("fetch(all.size(), {})", "fetch(all.size(), {}) // NOLINT\n"))
expect("silenced", 0, 1, 0)
os.utime(os.path.join(TOP, "src/own.h"))
write("src/a.cpp", MAIN + "#include \"own.h\"\nint z;\n")
expect("a header touched", 0, 1, 0)
# What changes above makes another preamble.
write("src/own.h", OWN % " // NOLINT")
expect("a header edited", 0, 1, 1)
write("src/a.cpp", MAIN + "int zz;\n")
expect("and the file", 0, 1, 0)
write("src/own.h", OWN % "")
expect("the header as before", 0, 1, 0)
write("src/a.cpp", "#include <map>\n" + MAIN)
expect("an include more", 0, 1, 1)
# Errors are told by who sees all.
write("src/a.cpp", "#include <map>\n" + MAIN + "int broken = nothing;\n")
assert expect("an error", 0, 0, 0)[0] == 3
# What is damaged is made anew or left alone.
for change in (lambda t: t[:len(t) // 2], lambda t: bytes(len(t)), lambda t: t[:-9] + b"x" + t[-8:]):
    for name in os.listdir(KEPT):
        if name.startswith("llvmcache-p-"):
            with open(os.path.join(KEPT, name), "rb") as f:
                text = f.read()
            with open(os.path.join(KEPT, name), "wb") as f:
                f.write(change(text))
    write("src/a.cpp", MAIN + f"int changed{len(os.listdir(KEPT))};\n")
    expect("damaged", 0, 0, 0)
    write("src/a.cpp", MAIN + f"int mended{len(os.listdir(KEPT))};\n")
    expect("mended", 0, 1, 1)
# Not where a fix is made, and not if told.
shutil.rmtree(KEPT)
expect("new", 0, 0, 0)
write("src/a.cpp", MAIN + "int w;\n")
expect("told not to", 0, 0, 0, "--preambles=0")
write("src/a.cpp", MAIN + "int v;\n")
run("--cache-dir=" + KEPT, "--fix")
assert not [n for n in os.listdir(KEPT) if n.startswith("llvmcache-p-")]
