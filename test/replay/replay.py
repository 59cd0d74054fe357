#!/usr/bin/env python3
"""Every check's cases, written out for every vocabulary.

  replay.py                     runs all vocabularies
  replay.py std asio            runs these
  replay.py --print std         the file that is analysed
  replay.py --missing std       what the cases need that the table does not have
  replay.py --write             writes matrix.txt anew

cases/<check>.cases holds what a check should find and what it should not, without
the names of any library:

  == bad_never_looks
  void run(@PARAM(token)@) {
    if (@POLL(token)@)
      return;
    //! 'while' loop calls 'step' and never looks at 'token', so ...
    while (true)
      step();
  }

A case is called bad_... or ok_... `//! message` stands above the line of a finding,
`//! ctx-other: message` is one of another check, `//! [KEY] message` comes only where
KEY is spelled; `...` in a message is any text. Lines
with `#` in front are comments; `# alone: why` has the check say nothing of the cases
of others. `== ok_x: POLL` says that the case makes sense only where
that spelling exists, `!POLL` only where it does not.

tables/<vocabulary>.table has the spellings, as a file for Python's configparser:

  [table]
  include = <stop_token>
  borrow = std: PARAM POLL
  [spellings]
  PARAM = std::stop_token $1
  like = pplx
  replace = pplx:: -> concurrency::
  [except]
  ctx-unused-token/bad_never_used = why it is not so here

A case is written out for a table that has all of the spellings in it, and at least
one that is not borrowed. tables/common holds what all tables have; a spelling may use
others. All checks run over all cases of a vocabulary, in one file, in both hosts, and
exactly the findings that the cases say have to come. matrix.txt shows which case is
written out for which vocabulary, so that none falls away without notice.
"""

import argparse
import collections
import configparser
import glob
import os
import re
import shutil
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

import check  # noqa: E402  (test/check.py)

Case = collections.namedtuple("Case", "check name needs lines")
# A finding that has to come: line in the file that is analysed, check, message.
Expected = collections.namedtuple("Expected", "line check message")
NAME = re.compile(r"@([A-Z][A-Z_]*)(@|\()")
MATRIX = os.path.join(HERE, "matrix.txt")


class Missing(Exception):
    """A spelling that a table does not have; its name is the argument."""


class Table:
    """The spellings of one vocabulary."""

    def __init__(self, name, own, common, borrowed, settings, exceptions):
        self.name, self.own, self.settings, self.exceptions = name, own, settings, exceptions
        self.all = {**common, **borrowed, **own}

    def expand(self, text, used, depth=0):
        """`text` with its spellings filled in, whose names are added to `used`."""
        if depth > 20:
            raise check.Failure(f"{self.name}: a spelling in '{text}' uses itself")
        out, at = [], 0
        while True:
            m = NAME.search(text, at)
            if not m:
                return "".join(out) + text[at:]
            arguments, end = [], m.end()
            if m.group(2) == "(":
                arguments, end = split_arguments(text, m.end())
            if m.group(1) not in self.all:
                raise Missing(m.group(1))
            used.add(m.group(1))
            body = self.all[m.group(1)]
            filled = [self.expand(a, used, depth + 1) for a in arguments]
            body = re.sub(r"\$(\d)", lambda d: argument(filled, int(d.group(1)), m.group(0)), body)
            out += [text[at:m.start()], self.expand(body, used, depth + 1)]
            at = end


def argument(filled, number, where):
    """Argument `number`, counted from 1."""
    if number > len(filled):
        raise check.Failure(f"{where} is given {len(filled)} arguments and needs {number}")
    return filled[number - 1]


def split_arguments(text, start):
    """The arguments that begin at `start`, behind a `(`; and where `)@` ends."""
    depth, arguments, begin, at = 1, [], start, start
    while at < len(text):
        c = text[at]
        if c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if depth == 0:
                if text[at + 1:at + 2] != "@":
                    raise check.Failure(f"no '@' behind {text[start - 12:at + 1]}")
                return arguments + [text[begin:at]], at + 2
        elif c == "|" and depth == 1:
            if text[at + 1:at + 2] == "|":
                at += 1  # an operator
            else:
                arguments.append(text[begin:at])
                begin = at + 1
        at += 1
    raise check.Failure(f"no end of the arguments in {text[start - 12:]}")


def read_config(path):
    """A table file: spellings may have several lines and hold '#', '%' and ':'."""
    parser = configparser.ConfigParser(delimiters=("=",), comment_prefixes=("//",), interpolation=None,
                                       empty_lines_in_values=False)
    parser.optionxform = str
    with open(path) as f:
        parser.read_file(f)
    return parser


def table_names():
    return sorted(os.path.basename(p)[:-6] for p in glob.glob(os.path.join(HERE, "tables", "*.table")))


def like_another(parser, other):
    """Takes over what `parser` does not say from `other`, with names replaced."""
    pairs = [line.split(" -> ") for line in parser["table"].get("replace", "").splitlines() if line]
    for section in other.sections():
        if section not in parser:
            parser.add_section(section)
        for key, text in other[section].items():
            for old, new in pairs:
                text = re.sub(r"(?<![\w:])" + re.escape(old), new, text)
            parser[section].setdefault(key, text)


def load_table(name):
    folder = os.path.join(HERE, "tables")
    parser = read_config(os.path.join(folder, name + ".table"))
    if "like" in parser["table"]:
        like_another(parser, read_config(os.path.join(folder, parser["table"]["like"] + ".table")))
    unknown = set(parser.sections()) - {"table", "spellings", "except"}
    if unknown:
        raise check.Failure(f"{name}.table has an unknown section {unknown}")
    borrowed = {}
    for line in parser.get("table", "borrow", fallback="").splitlines():
        lender, _, keys = line.partition(":")
        theirs = read_config(os.path.join(folder, lender.strip() + ".table"))["spellings"]
        for key in keys.split():
            borrowed[key] = theirs[key]
    exceptions = dict(parser["except"]) if "except" in parser else {}
    return Table(name, dict(parser["spellings"]), dict(read_config(os.path.join(folder, "common"))["spellings"]),
                 borrowed, parser["table"], exceptions)


def silent_elsewhere():
    """The checks that look at their own cases alone."""
    out = []
    for path in sorted(glob.glob(os.path.join(HERE, "cases", "*.cases"))):
        with open(path) as f:
            if re.search(r"^# alone: ", f.read(), re.M):
                out.append(os.path.basename(path)[:-6])
    return out


def load_cases():
    """All cases, in the order of checks and files."""
    cases = []
    for path in sorted(glob.glob(os.path.join(HERE, "cases", "*.cases"))):
        ident = os.path.basename(path)[:-6]
        with open(path) as f:
            for line in f.read().splitlines():
                m = re.match(r"== ((?:bad|ok)_\w+)(?:: ([A-Z_! ]+))?$", line)
                if m:
                    cases.append(Case(ident, m.group(1), (m.group(2) or "").split(), []))
                elif line.startswith("== "):
                    raise check.Failure(f"{path}: '{line}' is not '== bad_name' or '== ok_name: NEEDS'")
                elif cases and cases[-1].check == ident and not line.startswith("#"):
                    cases[-1].lines.append(line)
    for c in cases:
        if any(l.strip().startswith("//!") for l in c.lines) != c.name.startswith("bad_"):
            raise check.Failure(f"{c.check}/{c.name}: bad_ cases have a //! line, ok_ cases none")
    return cases


def instantiate(table, case):
    """The lines of `case` with the spellings of `table`. Throws Missing."""
    used = set()
    for need in case.needs:
        if (need.lstrip("!") in table.all) == need.startswith("!"):
            raise Missing(need)
    text = table.expand("\n".join(case.lines), used)
    if not (used | set(case.needs)) & set(table.own):
        raise Missing("a spelling of its own")
    return text.strip("\n").split("\n")


def source_of(table, cases):
    """The file for `table`, and the findings that have to come."""
    lines = [f"#include {i}" for i in table.settings.get("include", "").split()]
    lines += table.expand("@PRELUDE@", set()).split("\n")
    lines += table.settings.get("code", "").strip("\n").split("\n")
    expected = []
    alone = silent_elsewhere()
    for number, case in enumerate(cases):
        if f"{case.check}/{case.name}" in table.exceptions:
            continue
        try:
            body = instantiate(table, case)
        except Missing:
            continue
        quiet = ",".join(c for c in alone if c != case.check)
        lines += [f"// NOLINTBEGIN({quiet})"] * bool(quiet) + [f"namespace replay{number} {{"]
        for line in body:
            m = re.match(r"\s*//! (?:\[([A-Z_]+)\] )?(?:(ctx-[a-z-]+): )?(.*)$", line)
            if m and m.group(1) and m.group(1) not in table.all:
                continue
            if m:
                expected.append(Expected(len(lines) + 1, m.group(2) or case.check, m.group(3)))
            else:
                lines.append(line)
        lines += ["}"] + [f"// NOLINTEND({quiet})"] * bool(quiet)
    return "\n".join(lines) + "\n", expected


def fits(expected, finding):
    """Is `finding` the expected one?"""
    text = ".*".join(re.escape(part) for part in expected.message.split("..."))
    return (finding.place[1] == expected.line and finding.id == expected.check and
            re.fullmatch(text, finding.message) is not None)


def complaints(source, expected, findings):
    """What was found and not expected, and the other way round, with the lines."""
    lines, left, out = source.split("\n"), list(findings), []
    for e in expected:
        found = next((f for f in left if fits(e, f)), None)
        if found:
            left.remove(found)
        else:
            out.append(f"line {e.line} is not found: {e.message} [{e.check}]\n    {lines[e.line - 1]}")
    for f in left:
        out.append(f"line {f.place[1]} is found: {f.message} [{f.id}]\n    {lines[f.place[1] - 1]}")
    return out


def run(table, cases, args):
    """Analyses the file for `table`; throws Failure unless all is as expected."""
    source, expected = source_of(table, cases)
    top = check.workplace(f"replay {table.name} {args.build} {args.major}")
    folder = os.path.join(top, "src")
    os.makedirs(folder)
    with open(os.path.join(folder, "replay.cpp"), "w") as f:
        f.write(source)
    models = [os.path.join(os.path.dirname(HERE), m) for m in table.settings.get("models", "").split()]
    case = check.Case("ctx-*", ["replay.cpp"],
                      ["-std=" + table.settings.get("std", "c++20"), "-Wno-everything", *check.include_flags(),
                       *table.settings.get("flags", "").split()], models)
    programs = check.Programs(args)
    if args.major == check.NEWEST:
        findings = check.analyse_all(programs, case, folder)
    else:
        findings, _ = check.analyse_older(programs, case, folder, no_fix=True)
    wrong = complaints(source, expected, findings)
    if wrong:
        raise check.Failure(f"{table.name} (replay.py --print {table.name} shows the file):\n" + "\n".join(wrong))
    shutil.rmtree(top)
    return len(expected)


def state(table, case):
    """One character of the matrix."""
    if f"{case.check}/{case.name}" in table.exceptions:
        return "!"
    try:
        instantiate(table, case)
        return "x"
    except Missing:
        return "-"


def matrix(tables, cases):
    """Which case is written out for which vocabulary."""
    width = max(len(f"{c.check}/{c.name}") for c in cases)
    out = ["Which case is written out for which vocabulary; replay.py --write makes this file.",
           "x: written out, -: a spelling is missing, !: an exception, whose reason the table has.", ""]
    marks = {t.name: [state(t, c) for c in cases] for t in tables}
    for n, t in enumerate(tables):
        m = marks[t.name]
        out.append(f"{' ' * (width + 1)}{'| ' * n}+{'-' * (2 * (len(tables) - n))} {t.name}: {m.count('x')} written out, "
                   f"{m.count('-')} not, {m.count('!')} exceptions")
    last = ""
    for i, c in enumerate(cases):
        if c.check != last:
            out.append("")
            last = c.check
        out.append(f"{c.check}/{c.name}".ljust(width + 1) + " ".join(marks[t.name][i] for t in tables))
    return "\n".join(out) + "\n"


def problems(tables, cases):
    """What is wrong with the tables and cases as such."""
    names = {f"{c.check}/{c.name}" for c in cases}
    for t in tables:
        used = {"PRELUDE"}
        for c in cases:
            used |= {n.lstrip("!") for n in c.needs} | set(re.findall(r"//! \[([A-Z_]+)\]", "\n".join(c.lines)))
            try:
                t.expand("\n".join(c.lines), used)
            except Missing:
                pass
        for key in sorted(set(t.own) - used):
            yield f"{t.name}.table: no case uses {key}"
        for key in sorted(set(t.exceptions) - names):
            yield f"{t.name}.table: there is no case {key}"
    for c in cases:
        if not any(state(t, c) == "x" for t in tables):
            yield f"{c.check}/{c.name} is written out for no vocabulary"


def test_matrix(tables, cases):
    wrong = list(problems(tables, cases))
    with open(MATRIX) as f:
        if f.read() != matrix(tables, cases):
            wrong.append("matrix.txt is not what the tables say: run test/replay/replay.py --write, and see what fell away")
    if wrong:
        raise check.Failure("\n".join(wrong))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    check.host_arguments(parser)
    parser.add_argument("tables", nargs="*", help="vocabularies; 'matrix' compares matrix.txt")
    parser.add_argument("--print", action="store_true")
    parser.add_argument("--missing", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    args.build = os.path.abspath(args.build)
    try:
        cases = load_cases()
        names = args.tables or table_names() + ["matrix"]
        failed = []
        if args.write:
            with open(MATRIX, "w") as f:
                f.write(matrix([load_table(n) for n in table_names()], cases))
            return
        for name in names:
            try:
                if name == "matrix":
                    test_matrix([load_table(n) for n in table_names()], cases)
                elif args.print:
                    print(source_of(load_table(name), cases)[0])
                elif args.missing:
                    for c in cases:
                        try:
                            instantiate(load_table(name), c)
                        except Missing as e:
                            print(f"{c.check}/{c.name}: {e}")
                else:
                    print(name, run(load_table(name), cases, args), "findings", flush=True)
            except check.Failure as e:
                failed.append(name)
                print(f"replay.py: {e}", flush=True)
        sys.exit(f"replay.py: failed: {' '.join(failed)}" if failed else 0)
    except check.Failure as e:
        sys.exit(f"replay.py: {e}")


if __name__ == "__main__":
    main()
