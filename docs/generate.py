#!/usr/bin/env python3
"""Brings the generated parts of the documentation up to date.

  docs/generate.py --write     rewrites what stands between
                               <!-- generated:NAME --> and <!-- /generated -->
  docs/generate.py --check     exit code 1 if --write would change something

What is known of a check is written once, in its CheckInfo; ctx-tidy
--dump-checks=json hands it out. The roles come from checks/model/Roles.def, the
list of files from the first line of each, the table of vocabularies from the
model files and their tests. CodeChecker's labels and the schema of model files
are generated as whole files.
"""

import argparse
import difflib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
BLOCK = re.compile(r"<!-- generated:([a-z]+) -->\n(.*?)<!-- /generated -->", re.S)
FIX = {"none": "no", "sometimes": "sometimes", "always": "yes"}


def load_checks(tool):
    """The checks; `tool` may also be a .json file with its output."""
    if tool.endswith(".json"):
        with open(tool) as f:
            return json.load(f)
    if not os.path.exists(tool):
        sys.exit(f"{tool} is missing: build it, or name it with --tool")
    p = subprocess.run([tool, "--dump-checks=json"], stdin=subprocess.DEVNULL,
                       capture_output=True, text=True)
    if p.returncode:
        sys.exit(f"{tool} --dump-checks=json failed:\n{p.stderr}")
    return json.loads(p.stdout)


def models_schema(tool):
    """What editors are to know of model files: the reader's own word."""
    if tool.endswith(".json"):
        return None  # only a real tool can say something
    p = subprocess.run([tool, "--dump-models-schema"], stdin=subprocess.DEVNULL,
                       capture_output=True, text=True)
    if p.returncode:
        sys.exit(f"{tool} --dump-models-schema failed:\n{p.stderr}")
    return p.stdout


def fix_of(check):
    """Whether the check has fixes, and which of them `--fix` makes."""
    return FIX[check["fix"]] + (", unsafe" if check["unsafe_fixes"] else "")


def cell(text):
    """Text that cannot break out of a table cell."""
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def checks_table(checks, prefix):
    return table(["Check", "Finds", "Fix", "On by default", "Known elsewhere as"],
                 [[f"[`{c['id']}`]({prefix}{c['id']}.md)", cell(c["title"]), fix_of(c),
                   "yes" if c["on_by_default"] else "no", cell(c["counterpart"]) or "-"] for c in checks])


def options_table(options):
    return table(["Option", "Default", "Meaning"],
                 [[f"`{o['name']}`", f"`{cell(o['default'])}`" if o["default"] else "empty",
                   cell(o["help"])] for o in options])


def header(check):
    """The block under a page's title."""
    facts = [("Severity", check["severity"]), ("Fix", fix_of(check)),
             ("On by default", "yes" if check["on_by_default"] else "no"),
             ("Known elsewhere as", cell(check["counterpart"]) or "-"), ("Since", check["since"])]
    text = f"*{cell(check['title'])}*\n\n"
    text += table([k for k, _ in facts], [[v for _, v in facts]])
    if check["options"]:
        text += "\nOptions, each set as `" + check["id"] + ".<Option>`:\n\n" + options_table(check["options"])
    return text


def all_options(checks):
    """The body of docs/options.md."""
    parts = []
    for c in checks:
        if c["options"]:
            parts.append(f"## [`{c['id']}`](checks/{c['id']}.md)\n\n{options_table(c['options'])}")
    return "\n".join(parts) or "No check has an option.\n"


def roles_table():
    with open(os.path.join(ROOT, "checks", "model", "Roles.def")) as f:
        rows = re.findall(r'^CTX_ROLE\(\w+, "(\w+)", (\w+), "([^"]*)"\)', f.read(), re.M)
    where = {"Type": "types", "Op": "ops", "Both": "types, ops"}
    return table(["Role", "Of", "Meaning"], [[f"`{s}`", where[k], cell(text)] for s, k, text in rows])


def files_table():
    """Every source file whose first line says what it is for."""
    rows = []
    for folder in ("checks", "tool", "integrations"):
        for base, names, files in os.walk(os.path.join(ROOT, folder)):
            names.sort()
            for name in sorted(files):
                path = os.path.join(base, name)
                if not name.endswith((".h", ".cpp", ".def")):
                    continue
                with open(path) as f:
                    m = re.match(r"//===- \S+ - (.*?) -*(?:\*- C\+\+ -\*-)?===//", f.readline())
                if m:
                    shown = os.path.relpath(path, ROOT).replace(os.sep, "/")
                    rows.append([f"`{shown}`", cell(m.group(1).strip())])
    return table(["File", "What for"], rows)


# Tables of cases that are not named after their model file.
OTHER_TABLES = {"boost_asio": "asio", "ppl": "pplx"}


def read(*parts):
    """The text of a file of the project, empty if there is none."""
    path = os.path.join(ROOT, *parts)
    if not os.path.exists(path):
        return ""
    with open(path) as f:
        return f.read()


def cases_of(models):
    """Model file -> how many cases of the checks are written out for it: in the
    tables that bear its name or one that begins with it."""
    counts = dict.fromkeys(models, 0)
    for name, cases in re.findall(r" (\w+): (\d+) written out", read("test", "replay", "matrix.txt")):
        owners = [m for m in models if OTHER_TABLES.get(name, name).startswith(m)]
        if owners:
            counts[max(owners, key=len)] += int(cases)
    return counts


def vocabularies_table():
    """Every built-in model file: what it is of, how much it says, how it is tested."""
    folder = os.path.join("checks", "model", "libraries")
    models = sorted(f[:-5] for f in os.listdir(os.path.join(ROOT, folder)) if f.endswith(".yaml"))
    cases = cases_of(models)
    rows = []
    for model in models:
        text = read(folder, model + ".yaml")
        types, ops = (re.findall(r"^  - \{ id:", part, re.M) for part in
                      (text.partition("\ntypes:")[2].partition("\nops:")[0], text.partition("\nops:")[2]))
        own = set(re.findall(r"\b(?:bad|ok)_\w+(?=\()", read("test", "replay", model + ".cpp")))
        what = text.partition("\n")[0].lstrip("# ").partition(":")[0].rstrip(".")
        rows.append([f"[`{model}`](../checks/model/libraries/{model}.yaml)", cell(what), str(len(types)),
                     str(len(ops)), str(cases[model]), str(len(own))])
    return table(["Model", "Of", "Types", "Operations", "Cases of the checks", "Cases of its own"], rows)


def run_example(tool):
    """What the README opens with: a finding in an example, and the fix for it,
    as the tool prints them."""
    if tool.endswith(".json"):
        return None  # only a real tool can say something
    source = os.path.join("worker", "main.cpp")
    flags = [source, "--checks=-*,ctx-lost-cancel", "--quiet", "--", "-std=c++20"]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(os.path.join(ROOT, "examples", "worker"), os.path.join(folder, "worker"))
        with open(os.path.join(folder, source)) as f:
            before = f.read()
        found = subprocess.run([tool, *flags], cwd=folder, stdin=subprocess.DEVNULL,
                               capture_output=True, text=True)
        subprocess.run([tool, "--fix", *flags], cwd=folder, stdin=subprocess.DEVNULL,
                       capture_output=True, text=True)
        with open(os.path.join(folder, source)) as f:
            after = f.read()
    if found.returncode != 1 or before == after:
        sys.exit(f"the README's example has no finding with a fix any more:\n{found.stdout}{found.stderr}")
    diff = difflib.unified_diff(before.splitlines(), after.splitlines(), source, source, lineterm="", n=2)
    return ("```\n$ ctx-tidy worker/main.cpp\n" + found.stdout.rstrip() + "\n```\n\n"
            "A picture without a width, and the program never ends: the worker waits for more, `join()` waits for\n"
            "the worker, and nobody asks it to stop. `ctx-tidy --fix` does:\n\n```diff\n" + "\n".join(diff) + "\n```\n")


def labels(checks):
    """What CodeChecker is to know of the checks: a file as those in its
    config/labels/analyzers, for the analyzer that its clang-tidy reader names."""
    severity = {"info": "LOW", "warning": "MEDIUM", "error": "HIGH"}
    profiles = ["profile:extreme"]
    on = ["profile:default", "profile:extreme", "profile:sensitive"]
    known = {c["id"]: (on if c["on_by_default"] else profiles) + ["severity:" + severity[c["severity"]]]
             for c in checks}
    return json.dumps({"analyzer": "clang-tidy", "labels": known}, indent=2) + "\n"


def pages(checks, example, schema):
    """(path, {block name: text}) of every file with generated blocks, and
    (path, text) of every file that is generated as a whole."""
    readme = {"checks": checks_table(checks, "docs/checks/")}
    if example:
        readme["example"] = example
    yield "README.md", readme
    yield "docs/options.md", {"options": all_options(checks)}
    yield "docs/models.md", {"roles": roles_table()}
    yield "docs/vocabularies.md", {"vocabularies": vocabularies_table()}
    yield "docs/architecture.md", {"files": files_table()}
    yield "integrations/codechecker/labels.json", labels(checks)
    if schema:
        yield "docs/schema/models.schema.json", schema
    for c in checks:
        yield f"docs/checks/{c['id']}.md", {"header": header(c)}


def filled(path, text, blocks):
    """`text` with its blocks filled."""
    found = [m.group(1) for m in BLOCK.finditer(text)]
    for name in blocks:
        if found.count(name) != 1:
            sys.exit(f"{path}: needs the block '<!-- generated:{name} -->', a line break, "
                     f"'<!-- /generated -->' exactly once")
    for name in found:
        if name not in blocks:
            sys.exit(f"{path}: nobody fills the block 'generated:{name}'; it may hold: {', '.join(blocks)}")
    return BLOCK.sub(lambda m: f"<!-- generated:{m.group(1)} -->\n{blocks[m.group(1)]}<!-- /generated -->", text)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--write", action="store_true")
    mode.add_argument("--check", action="store_true")
    build = os.environ.get("CTX_BUILD", os.path.join(ROOT, "build"))
    parser.add_argument("--tool", default=os.path.join(build, "bin", "ctx-tidy"))
    parser.add_argument("--root", default=ROOT, help="the tree whose documentation is meant")
    args = parser.parse_args()
    stale = []
    for path, blocks in pages(load_checks(args.tool), run_example(args.tool), models_schema(args.tool)):
        full = os.path.join(args.root, path)
        whole = isinstance(blocks, str)
        if whole and args.write:
            os.makedirs(os.path.dirname(full), exist_ok=True)
            open(full, "a").close()
        if not os.path.exists(full):
            print(f"{path} is missing")
            stale.append(path)
            continue
        with open(full) as f:
            old = f.read()
        new = blocks if whole else filled(path, old, blocks)
        if new == old:
            continue
        stale.append(path)
        if args.write:
            with open(full, "w") as f:
                f.write(new)
            print(f"{path}: written")
    if args.check and stale:
        sys.exit("stale: " + ", ".join(stale) + "\nrun: docs/generate.py --write")


if __name__ == "__main__":
    main()
