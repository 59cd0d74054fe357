#!/usr/bin/env python3
"""Runs one check over one annotated source file, in both hosts.

  // RUN: %check %s ctx-lost-cancel %t
  // RUN: %check %s ctx-lost-cancel %t -std=c++17,c++20 --option=Key=Value
  // RUN: %check %s ctx-lost-cancel %t --prefix=STRICT -- -DSTRICT -isystem dir

What the file says:
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: source 'S' is never triggered
      every finding needs such a line and every line a finding, in the order of
      the output; notes may be left out.
  // CHECK-NOTES:  the same, but notes are exact too. Use one of the two.
  // CHECK-FIXES: text of the fixed file, in order.
With --prefix=NAME the lines are CHECK-MESSAGES-NAME and so on.

What is tested, besides:
  - ctx-tidy and clang-tidy with the plugin say exactly the same, notes included,
    although ctx-tidy parses only where a finding can start;
  - both --fix to the same text; it compiles with the same flags, what had a fix
    is gone, nothing new came, and a second --fix changes nothing.

With --major=14 it is the plugin for clang-tidy 14 alone: it has to say and to fix
what is announced, in one run. A file that this clang cannot read is a failure.

test/Inputs/* is on the include path. The source is analysed as a copy in a
folder of its own, since a path with "test" in it excuses some findings; --as
gives the copy another name. The commands are printed first.
"""

import argparse
import collections
import difflib
import glob
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.dirname(HERE)
NEWEST = "22"  # what the tool is built against
LLVM = f"/usr/lib/llvm-{NEWEST}/bin"

# A finding with its notes. `place` is (file, line, column).
Finding = collections.namedtuple("Finding", "place level id message notes")
DIAGNOSTIC = re.compile(r"^(.+?):(\d+):(\d+): (warning|error|note|remark): (.*)$")
CHECK_LINE = re.compile(r"// *CHECK-(MESSAGES|NOTES|FIXES)\S*:.*")


class Failure(Exception):
    """The test failed; the text says why and is all that is shown."""


def host_arguments(parser):
    """Adds the options that say which programs to test."""
    build = os.environ.get("CTX_BUILD", os.path.join(ROOT, "build"))
    parser.add_argument("--build", default=build, help="build folder")
    parser.add_argument("--hosts", default=os.environ.get("CTX_HOSTS", "standalone,plugin"))
    parser.add_argument("--major", default=NEWEST, help="the clang-tidy to take; an older one comes alone")


class Programs:
    """The two hosts and the compiler."""

    def __init__(self, args):
        self.hosts = args.hosts.split(",") if args.major == NEWEST else ["plugin"]
        self.tool = os.path.join(args.build, "bin", "ctx-tidy")
        self.plugin = os.path.join(args.build, "lib", f"ctx-tidy-plugin-{args.major}.so")
        for host, path in ("standalone", self.tool), ("plugin", self.plugin):
            if host in self.hosts and not os.path.exists(path):
                raise Failure(f"{path} is missing: build it, or leave the host out with CTX_HOSTS")
        self.clang_tidy = "clang-tidy-" + args.major

    def command(self, host, case, folder, config, extra=()):
        """The command that runs `host` over `case`; runs in `folder`."""
        rest = [f"--checks=-*,{case.checks}", "--header-filter=.*", "--quiet",
                f"--config-file={config}", *extra, *case.files]
        if host != "standalone":
            return [self.clang_tidy, f"--load={self.plugin}", *rest, "--", *case.flags]
        # From a database it parses only what it has to, and the plugin parses
        # everything: what is left out wrongly is a difference.
        return [self.tool, "--no-cache", f"-p={case.database(folder)}", *[f"--models={m}" for m in case.models], *rest]


class Case:
    """What to analyse and how."""

    def __init__(self, checks, files, flags, models=(), options=()):
        self.checks = checks
        self.files = list(files)  # relative to the folder they are analysed in
        self.flags = list(flags)
        self.models = [os.path.abspath(m) for m in models]
        self.options = dict(o.split("=", 1) for o in options)
        self.pairs = False  # the only way to write options before clang-tidy 15

    def config(self, host, folder):
        """Writes the configuration file of `host`; returns its path."""
        options = {k if "." in k else f"{self.checks}.{k}": v for k, v in self.options.items()}
        if self.models and host == "plugin":
            options["CtxModels"] = ";".join(self.models)
        path = os.path.join(folder, host + ".yaml")
        with open(path, "w") as f:
            f.write("CheckOptions:\n" if options else "{}\n")
            for key, value in sorted(options.items()):
                quoted = value.replace("'", "''")
                if self.pairs:
                    f.write(f"  - {{key: {key}, value: '{quoted}'}}\n")
                else:
                    f.write(f"  {key}: '{quoted}'\n")
        return path

    def database(self, folder):
        """Writes the compilation database of the files in `folder`; returns its folder."""
        path = folder + "-database"
        os.makedirs(path, exist_ok=True)
        with open(os.path.join(path, "compile_commands.json"), "w") as f:
            json.dump([{"directory": folder, "file": name, "arguments": ["c++", *self.flags, "-c", name]}
                       for name in self.files], f)
        return path


def include_flags():
    """-I for every library under test/Inputs."""
    return ["-I" + d.rstrip("/") for d in sorted(glob.glob(os.path.join(HERE, "Inputs", "*", "")))]


def run(command, folder, quiet=False):
    """Runs `command` in `folder` after printing it; (exit code, stdout, stderr)."""
    if not quiet:
        print(f"(cd {shlex.quote(folder)} && {shlex.join(command)})", flush=True)
    try:
        p = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                           text=True, errors="replace", timeout=300)
    except subprocess.TimeoutExpired:
        raise Failure(f"did not end within 300 seconds: {shlex.join(command)}")
    return p.returncode, p.stdout, p.stderr


def parse(output, folder):
    """The findings in clang-tidy's text, in its order."""
    found = []
    for line in output.splitlines():
        m = DIAGNOSTIC.match(line)
        if not m:
            continue  # a snippet
        path = os.path.normpath(os.path.join(folder, m.group(1)))
        if path.startswith(folder + os.sep):
            path = os.path.relpath(path, folder)
        place = (path, int(m.group(2)), int(m.group(3)))
        level, text = m.group(4), m.group(5)
        if level == "note":
            if not found:
                raise Failure(f"a note without a finding: {line}")
            found[-1].notes.append((place, text))
            continue
        tag = re.search(r" \[([^]]*)\]$", text)
        found.append(Finding(place, level, tag.group(1) if tag else "",
                             text[:tag.start()] if tag else text, []))
    return found


def render(findings):
    """The findings as text: one line each, notes below theirs."""
    out = []
    for f in findings:
        out.append("%s:%d:%d: %s: %s [%s]" % (*f.place, f.level, f.message, f.id))
        out += ["%s:%d:%d: note: %s" % (*place, text) for place, text in f.notes]
    return "".join(line + "\n" for line in out)


def analyse(programs, host, case, folder, extra=()):
    """The findings of `host` over `case` in `folder`."""
    config = case.config(host, os.path.dirname(folder))
    code, out, err = run(programs.command(host, case, folder, config, extra), folder)
    if code not in (0, 1):
        raise Failure(f"{host} ended with exit code {code}\n{out}{err}")
    found = parse(out, folder)
    if code == 1 and not found:
        raise Failure(f"{host} ended with exit code 1 and no finding\n{out}{err}")
    return found


def fix_flags(host):
    """clang-tidy knows one kind of fix."""
    return ["--fix"] if host == "plugin" else ["--fix", "--unsafe-fixes"]


def same(what, first, second, names):
    """Fails with a diff unless the two texts are equal."""
    if first != second:
        diff = difflib.unified_diff(first.splitlines(), second.splitlines(), *names, lineterm="")
        raise Failure(f"{what}:\n" + "\n".join(diff))


def analyse_all(programs, case, folder, export=None):
    """The findings of all hosts, which have to agree. `export`: a file for fixes."""
    results = {}
    for host in programs.hosts:
        extra = [f"--export-fixes={export}"] if export and host == programs.hosts[-1] else []
        results[host] = analyse(programs, host, case, folder, extra)
    texts = {h: render(sorted(f)) for h, f in results.items()}
    for host in programs.hosts[1:]:
        same("the hosts disagree", texts[programs.hosts[0]], texts[host], (programs.hosts[0], host))
    return results[programs.hosts[0]]


def fixable(export):
    """How many diagnostics of an --export-fixes file have a fix."""
    if not os.path.exists(export):
        return 0
    with open(export) as f:
        blocks = f.read().split("- DiagnosticName:")[1:]
    return sum(1 for b in blocks
               if re.search(r"^ {6}Replacements:\n", b, re.M))


def read_tree(folder):
    """Contents by name of the files below `folder`."""
    texts = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            with open(path, newline="") as f:
                texts[os.path.relpath(path, folder)] = f.read()
    return texts


def fix_all(programs, case, folder):
    """Applies --fix with every host to a copy of `folder`; the hosts have to agree.
    Returns the folder with the fixed files."""
    trees = {}
    for host in programs.hosts:
        copy = f"{folder}-fixed-{host}"
        shutil.copytree(folder, copy)
        analyse(programs, host, case, copy, fix_flags(host))
        trees[host] = copy
    first = programs.hosts[0]
    before = read_tree(trees[first])
    for host in programs.hosts[1:]:
        after = read_tree(trees[host])
        for name in sorted(set(before) | set(after)):
            same(f"the hosts fix {name} differently", before.get(name, ""), after.get(name, ""),
                 (first, host))
    return trees[first]


def prove_fixes(programs, case, folder, before, count):
    """Fixes and shows that the fixes hold; returns the folder with the fixed files.
    `before`: the findings, `count`: how many of them have a fix."""
    fixed = fix_all(programs, case, folder)
    for file in case.files:
        code, _, err = run(["clang++-22", "-fsyntax-only", *case.flags, file], fixed)
        if code:
            raise Failure(f"the fixed file does not compile:\n{err}")
    after = analyse(programs, programs.hosts[0], case, fixed)
    new = (collections.Counter((f.id, f.message) for f in after) -
           collections.Counter((f.id, f.message) for f in before))
    if new:
        raise Failure("the fix brought new findings:\n" + render(
            [f for f in after if (f.id, f.message) in new]))
    if len(after) > len(before) - count:
        raise Failure(f"{count} of {len(before)} findings had a fix, but after it there are "
                      f"still {len(after)}:\n{render(after)}")
    again = f"{fixed}-again"
    shutil.copytree(fixed, again)
    analyse(programs, programs.hosts[0], case, again, fix_flags(programs.hosts[0]))
    once, twice = read_tree(fixed), read_tree(again)
    for name in once:
        same(f"a second --fix changes {name} again", once[name], twice[name], ("once", "twice"))
    return fixed


def analyse_older(programs, case, folder, no_fix):
    """The findings of another clang-tidy, with its fixes made if there are any;
    whether there were."""
    case.pairs = True
    before = read_tree(folder)
    found = analyse(programs, "plugin", case, folder, [] if no_fix else fix_flags("plugin"))
    for f in found:
        f.notes[:] = [n for n in f.notes if n[1] != "FIX-IT applied suggested code changes"]
    return found, read_tree(folder) != before


def workplace(key):
    """An empty folder of this user's, the same for the same key."""
    top = os.path.realpath(tempfile.gettempdir())
    if os.path.basename(top).startswith("lit-tmp-"):
        top = os.path.dirname(top)  # lit removes that one, and a failure should stay
    folder = os.path.join(top, f"ctx-check-{os.getuid()}",
                          hashlib.sha1(key.encode()).hexdigest()[:12])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder


def file_check(expected, text, prefixes, nots, folder):
    """Runs FileCheck with the lines of file `expected` over `text`."""
    path = os.path.join(folder, "filecheck-input.txt")
    with open(path, "w") as f:
        f.write(text)
    code, _, err = run([os.path.join(LLVM, "FileCheck"), f"--input-file={path}", expected,
                        "--check-prefixes=" + ",".join(prefixes), "--allow-empty",
                        *[f"--implicit-check-not={n}" for n in nots]], folder, quiet=True)
    if code:
        raise Failure(f"{err}\n--- the whole text:\n{text}")


def used_prefixes(text, kind, names):
    """The prefixes of `kind` for --prefix `names` that `text` has lines for."""
    wanted = [f"CHECK-{kind}-{n}" for n in names] or [f"CHECK-{kind}"]
    return [w for w in wanted if re.search(rf"// *{re.escape(w)}:", text)]


def check_messages(source, findings, names, folder):
    """Holds the findings against the CHECK-MESSAGES or CHECK-NOTES lines."""
    with open(source) as f:
        text = f.read()
    notes = used_prefixes(text, "NOTES", names)
    messages = used_prefixes(text, "MESSAGES", names)
    if notes and messages:
        raise Failure("use CHECK-MESSAGES or CHECK-NOTES for one run, not both")
    if not notes and not messages:
        if findings:
            raise Failure("findings, and no CHECK-MESSAGES line:\n" + render(findings))
        return
    nots = ["{{warning|error|remark}}:"] + (["note:"] if notes else [])
    file_check(source, render(findings), notes or messages, nots, folder)


def check_fixes(sources, fixed, names, folder):
    """Holds fixed files against CHECK-FIXES lines. `sources`: original by name;
    `fixed`: the folder with the fixed files, or None if nothing has a fix."""
    any_line = False
    for name, source in sources.items():
        with open(source) as f:
            prefixes = used_prefixes(f.read(), "FIXES", names)
        if not prefixes:
            continue
        any_line = True
        if not fixed:
            raise Failure(f"{name} has CHECK-FIXES lines, but no finding has a fix")
        with open(os.path.join(fixed, name)) as f:
            file_check(source, f.read(), prefixes, [], folder)
    if fixed and not any_line:
        raise Failure("findings have fixes: say what they do with CHECK-FIXES lines")


def expand_standards(text):
    """"c++17,c++20" or "c++17-or-later" as a list."""
    m = re.fullmatch(r"c\+\+(\d+)-or-later", text)
    if m:
        return ["c++" + s for s in ("17", "20", "23") if s >= m.group(1)]
    return text.split(",")


def copy_without_checks(source, target):
    """Copies a file with the text of its CHECK lines taken out: it must not
    influence a check, and lines keep their numbers."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(source) as f:
        text = f.read()
    with open(target, "w") as f:
        f.write(CHECK_LINE.sub("//", text))


def run_case(args, flags, standard):
    """One whole test with one -std."""
    if args.standalone_only:
        args.hosts = "standalone"
    programs = Programs(args)
    if int(args.major) < 17 and standard == "c++23":
        standard = "c++2b"
    top = workplace(f"{args.temp} {standard} {args.prefix}")
    folder = os.path.join(top, "src")
    name = args.as_name or os.path.basename(args.source)
    inputs = os.path.join(os.path.dirname(args.source), "Inputs")
    sources = {name: args.source}
    for extra in args.header + args.tu:
        sources[os.path.basename(extra)] = os.path.join(inputs, extra)
    for target, source in sources.items():
        copy_without_checks(source, os.path.join(folder, target))
    case = Case(args.checks, [name] + [os.path.basename(t) for t in args.tu],
                [f"-std={standard}", *include_flags(), "-I" + os.path.dirname(args.source), *flags],
                args.models, args.option)
    names = args.prefix.split(",") if args.prefix else []
    if args.major != NEWEST:
        findings, fixed = analyse_older(programs, case, folder, args.no_fix)
        check_messages(args.source, findings, names, top)
        if not args.no_fix:
            check_fixes(sources, folder if fixed else None, names, top)
        shutil.rmtree(top)
        return
    export = os.path.join(top, "fixes.yaml")
    findings = analyse_all(programs, case, folder, export)
    check_messages(args.source, findings, names, top)
    if not args.no_fix:
        count = fixable(export)
        fixed = prove_fixes(programs, case, folder, findings, count) if count else None
        check_fixes(sources, fixed, names, top)
    shutil.rmtree(top)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    host_arguments(parser)
    parser.add_argument("source", type=os.path.realpath)
    parser.add_argument("checks", help="check id, or several with commas")
    parser.add_argument("temp", help="lit's %%t: tells runs apart")
    parser.add_argument("-std", default="c++20", help="c++17,c++20 or c++17-or-later")
    parser.add_argument("--models", action="append", default=[], help="a user's model file")
    parser.add_argument("--option", action="append", default=[], metavar="[CHECK.]KEY=VALUE")
    parser.add_argument("--standalone-only", action="store_true",
                        help="for what the plugin cannot do (whole program)")
    parser.add_argument("--no-fix", action="store_true", help="do not look at fixes")
    parser.add_argument("--prefix", default="", help="CHECK-MESSAGES-<prefix>; several with commas")
    parser.add_argument("--as", dest="as_name", help="name of the analysed copy, may have folders")
    parser.add_argument("--header", action="append", default=[],
                        help="a file in Inputs/ beside the test that is own code: copied along, fixed")
    parser.add_argument("--tu", action="append", default=[],
                        help="a file in Inputs/ beside the test, analysed in the same run")
    arguments, flags = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, flags = arguments[:at], arguments[at + 1:]
    args = parser.parse_args(arguments)
    try:
        for standard in expand_standards(args.std):
            run_case(args, flags, standard)
    except Failure as e:
        sys.exit(f"check.py: {e}")


if __name__ == "__main__":
    main()
