#!/usr/bin/env python3
"""Runs the examples of a check's page: doc_examples.py docs/checks/ctx-x.md

  ```cpp bad     each line that ends in "// warning" is reported by this check,
                 and no other line is
  ```cpp good    silent
  ```cpp fixed   what --fix makes of the bad block before it, without the markers

Further words of the fence: Key=Value sets an option of the check, models=FILE
adds a model file below test/Inputs. All blocks compile as C++20 with test/Inputs/*
on the include path, in both hosts.
"""

import argparse
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import check

FENCE = re.compile(r"^```cpp +(bad|good|fixed)\b(.*?)\n(.*?)^```$", re.M | re.S)
MARKER = re.compile(r"[ \t]*// warning$")


class Block:
    """One fenced example."""

    def __init__(self, match, page_text):
        self.kind = match.group(1)
        self.words = dict(w.split("=", 1) for w in match.group(2).split())
        self.code = match.group(3)
        self.line = page_text[:match.start()].count("\n") + 1
        lines = self.code.split("\n")
        self.expected = {n for n, l in enumerate(lines, 1) if MARKER.search(l)}
        self.plain = "\n".join(MARKER.sub("", l) for l in lines)


def blocks_of(page):
    with open(page) as f:
        text = f.read()
    return [Block(m, text) for m in FENCE.finditer(text)]


def analyse(programs, check_id, block, top):
    """Analyses a block; (case, folder, findings, number of fixes)."""
    folder = os.path.join(top, f"{block.kind}-{block.line}")
    os.makedirs(folder)
    with open(os.path.join(folder, "example.cpp"), "w") as f:
        f.write(block.plain)
    words = dict(block.words)
    models = [os.path.join(check.HERE, "Inputs", m) for m in words.pop("models", "").split(",") if m]
    case = check.Case(check_id, ["example.cpp"], ["-std=c++20", *check.include_flags()], models,
                      [f"{k}={v}" for k, v in words.items()])
    export = folder + "-fixes.yaml"
    found = check.analyse_all(programs, case, folder, export)
    return case, folder, found, check.fixable(export)


def run_block(programs, page, check_id, block, fixed_block, top):
    case, folder, found, fixes = analyse(programs, check_id, block, top)
    where = f"{page}:{block.line}"
    if block.kind != "bad":
        if found:
            raise check.Failure(f"{where}: a {block.kind} example is reported:\n{check.render(found)}")
        return
    if not block.expected:
        raise check.Failure(f"{where}: a bad example marks no line with // warning")
    reported = {f.place[1] for f in found if f.place[0] == "example.cpp"}
    elsewhere = [f for f in found if f.place[0] != "example.cpp" or f.id != check_id]
    if reported != block.expected or elsewhere:
        raise check.Failure(f"{where}: marked are the lines {sorted(block.expected)} of the example, "
                            f"reported {sorted(reported)}:\n{check.render(found)}")
    if not fixes:
        if fixed_block:
            raise check.Failure(f"{where}: a fixed block follows, but no finding has a fix")
        return
    fixed = check.prove_fixes(programs, case, folder, found, fixes)
    if not fixed_block:
        return
    with open(os.path.join(fixed, "example.cpp")) as f:
        check.same(f"{page}:{fixed_block.line}: the fixed block is not what --fix makes of the bad one",
                   fixed_block.plain, f.read(), ("page", "--fix"))


def main():
    parser = argparse.ArgumentParser()
    check.host_arguments(parser)
    parser.add_argument("page", type=os.path.realpath)
    args = parser.parse_args()
    check_id = os.path.splitext(os.path.basename(args.page))[0]
    try:
        programs = check.Programs(args)
        top = check.workplace(args.page + args.build)
        blocks = blocks_of(args.page)
        if not blocks:
            raise check.Failure(f"{args.page} has no ```cpp bad and no ```cpp good block")
        for i, block in enumerate(blocks):
            follower = blocks[i + 1] if i + 1 < len(blocks) else None
            fixed = follower if follower and follower.kind == "fixed" else None
            if block.kind == "fixed" and (i == 0 or blocks[i - 1].kind != "bad"):
                raise check.Failure(f"{args.page}:{block.line}: a fixed block needs a bad one before it")
            run_block(programs, args.page, check_id, block, fixed, top)
        shutil.rmtree(top)
    except check.Failure as e:
        sys.exit(f"doc_examples.py: {e}")


if __name__ == "__main__":
    main()
