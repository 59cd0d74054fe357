"""select_kept.py TOOL FOLDER: what need not be parsed is not looked through
again, unless something changed. Every run is compared with one that parses
everything and keeps nothing."""
import json
import os
import re
import time

import kept
from kept import TOP, write

OWN = "#pragma once\n#include <stop_token>\nvoid step();\nvoid middle();\nvoid serve();\n"
START = '#include "own.h"\nvoid start(std::stop_token st) {\n  if (!st.stop_requested())\n    %s();\n}\n'
MODEL = """schema: 1
vocabulary: acme
when: { resolves: ["::%s"] }
types:
  - { id: token, names: ["::%s"], roles: [token] }
ops:
  - { id: poll, method: { of: token, name: stopped }, role: poll }
"""
FILES = {
    "std/c++/12/stop_token": "#pragma once\nnamespace std { struct stop_token { bool stop_requested() const noexcept; }; }\n",
    "own.h": OWN,
    "second/other.h": "inline int other() { return 1; }\n",
    "start.cpp": START % "step",
    "middle.cpp": '#include "own.h"\nvoid middle() { serve(); }\n',
    "serve.cpp": '#include "own.h"\nvoid serve() {\n  for (;;) step();\n}\n',
    "quiet.cpp": "#include <other.h>\nint quiet() { return other(); }\n",
    "mine.cpp": "namespace mine { struct Thing { bool stopped() const; }; }\nvoid load(int);\n"
                "void mines(mine::Thing t) { load(1); }\n",
    "acme.yaml": MODEL % ("acme::Token", "acme::Token"),
}


def run(*args):
    return kept.Run("-p", ".", "-j2", "--models=acme.yaml", *args)


def expect(what, unparsed, found, missed, stored, *args):
    """A run that says what one without selection and cache says."""
    now = run("--cache-dir=kept", "--preambles=0", "--cache-stats", *args)
    plain = run("--no-cache", "--no-select", *(a for a in args if not a.startswith("--why")))
    assert (now.code, now.out) == (plain.code, plain.out), \
        f"{what}: {now.out}{now.err}\n--- but without\n{plain.out}{plain.err}"
    assert now.numbers == (found, missed, stored), f"{what}: {now.numbers}\n{now.err}"
    m = re.search(r"of which (\d+) need not be parsed", now.err)
    assert int(m.group(1) if m else 0) == unparsed, f"{what}: {now.err}"
    return now.out, now.err


def main():
    for name, text in FILES.items():
        write(name, text)
    write("compile_commands.json", json.dumps([
        {"directory": TOP, "file": f, "arguments": ["c++", "-std=c++20", "-Ifirst", "-Isecond", "-isystem",
                                                    "std/c++/12", "-c", f]}
        for f in sorted(FILES) if f.endswith(".cpp")]))
    os.mkdir(os.path.join(TOP, "first"))
    # start.cpp has a word; what it calls has no definition that loses a token.
    expect("cold", 4, 0, 5, 5)
    expect("nothing changed", 4, 5, 0, 0)
    _, err = expect("why", 4, 5, 0, 0, "--why=quiet.cpp")
    assert "quiet.cpp: not parsed: none of the 2 files of its own" in err, err

    os.utime(os.path.join(TOP, "second/other.h"), (time.time() - 50,) * 2)
    expect("a touch", 4, 5, 0, 0)
    before = FILES["second/other.h"]
    write("second/other.h", before + "#include <stop_token>\nvoid load(int);\n"
                                     "inline void loads(std::stop_token st) { load(1); }\n")
    out, _ = expect("a header gets a word", 3, 4, 1, 1)
    assert "other.h:4" in out, out
    expect("and keeps it", 3, 5, 0, 0)
    write("second/other.h", before)
    expect("it is taken back", 4, 5, 0, 0)
    write("second/other.h", before + "// more\n")
    expect("a header without a word is edited", 4, 4, 1, 1)

    write("first/other.h", "#include <stop_token>\nvoid load(int);\nint other();\n"
                           "inline void loads(std::stop_token st) { load(1); }\n")
    out, _ = expect("a file in front of it", 3, 4, 1, 1)
    assert "first/other.h:4" in out, out
    os.remove(os.path.join(TOP, "first/other.h"))
    expect("it is gone", 4, 5, 0, 0)

    write("acme.yaml", MODEL % ("mine::Thing", "mine::Thing"))
    # Every result depends on the models; what is parsed again is known from before.
    out, _ = expect("another model", 3, 0, 5, 5)
    assert "mine.cpp:3" in out, out
    write("acme.yaml", FILES["acme.yaml"])
    expect("the model as it was", 4, 5, 0, 0)

    # Whether the others are needed depends on what start.cpp calls.
    write("start.cpp", START % "middle")
    out, _ = expect("a chain through what was not parsed", 2, 4, 1, 3)
    assert "[ctx-dropping-chain]" in out, out
    out, _ = expect("the chain is still there", 2, 5, 0, 0)
    assert "[ctx-dropping-chain]" in out, out

    for name in os.listdir(os.path.join(TOP, "kept")):
        if name.startswith("llvmcache-d-"):
            os.remove(os.path.join(TOP, "kept", name))
    # Nobody knows what the others define: all are parsed. Then serve.cpp and middle.cpp have results.
    write("start.cpp", START % "middle" + "\n")
    expect("definitions are lost", 0, 4, 1, 3)

    for name in os.listdir(os.path.join(TOP, "kept")):
        if name.startswith("llvmcache-"):
            path = os.path.join(TOP, "kept", name)
            with open(path, "rb+") as f:
                f.truncate(os.path.getsize(path) // 2)
    expect("all entries are cut short", 2, 0, 5, 7)


main()
