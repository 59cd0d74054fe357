"""Every check has its page, its examples, its tests; nothing is left behind by
a check that is gone; names and titles follow the conventions."""

import os
import re

import tree

SECTIONS = ["What", "Why", "Bad", "Good", "Limits"]
TODO = "FILL-IN"


def check_name(t, check):
    """Id, title and option texts."""
    ident = check["id"]
    problem = tree.name_problem(ident)
    if problem:
        t.complain(ident, "is no good name", problem)
    texts = [("title", check["title"])] + [(f"help of {o['name']}", o["help"]) for o in check["options"]]
    for what, text in texts:
        bad_sentence(t, ident, what, text)
    for o in check["options"]:
        if not re.fullmatch(r"[A-Z][A-Za-z]*", o["name"]):
            t.complain(ident, f"option '{o['name']}' is not CamelCase", "options are spelled as clang-tidy's are")


def bad_sentence(t, where, what, text):
    first = re.match(r"[A-Z][a-z]", text)
    if not text.strip():
        t.complain(where, f"{what} is empty", "say it in one lower-case sentence")
    elif first or text.rstrip().endswith("."):
        t.complain(where, f"{what} '{text}' starts upper case or ends with a full stop",
                   "one sentence, lower case, no full stop")


def check_source(t, check):
    ident = check["id"]
    path = f"checks/{tree.stem_of(ident)}.cpp"
    if not t.exists(path):
        t.complain(ident, f"is not in {path}", "file, class and id share one stem")
        return
    code = t.read(path)
    if f'"{ident}"' not in code:
        t.complain(path, f"does not define {ident}", "file, class and id share one stem")
    if not re.search(rf"CTX_REGISTER_CHECK\({tree.stem_of(ident)}\s*,", code):
        t.complain(path, f"does not register a class {tree.stem_of(ident)}", "file, class and id share one stem")
    for words in "Positive when", "Negative when", "Unknown when":
        if words.lower() not in code.lower():
            t.complain(path, f"does not say '{words}'", "open the file with the three sentences of its decision")
    for line, text in messages(code):
        bad_sentence(t, f"{path}:{line}", "message", text)
    if TODO in code:
        t.complain(path, f"still holds {TODO}", "fill it in")


def messages(code):
    """(line, text) of literals that go to diag(), adjacent ones joined."""
    code = tree.without_comments(code)
    literal = r'"(?:[^"\\\n]|\\.)*"'
    for m in re.finditer(rf"\bdiag\(([^;\"]*?)((?:{literal}\s*)+)", code):
        text = "".join(s[1:-1] for s in re.findall(literal, m.group(2)))
        yield code[:m.start()].count("\n") + 1, text


def check_page(t, check):
    ident = check["id"]
    path = f"docs/checks/{ident}.md"
    if not t.exists(path):
        t.complain(ident, f"has no page {path}", "write it; docs/adding-a-check.md says what belongs on it")
        return
    text = t.read(path)
    sections = set(re.findall(r"^## +(.+?) *$", text, re.M))
    for s in SECTIONS + (["Fixed"] if check["fix"] != "none" else []):
        if s not in sections:
            t.complain(path, f"has no section '## {s}'", "add it")
    for kind in ["bad", "good"] + (["fixed"] if check["fix"] != "none" else []):
        if not re.search(rf"^```cpp +{kind}\b", text, re.M):
            t.complain(path, f"has no ```cpp {kind} example", "add one; it runs as a test")
    for o in check["options"]:
        if not re.search(rf"\b{o['name']}\b", text):
            t.complain(path, f"does not mention the option {o['name']}", "docs/generate.py --write adds the table")
    if TODO in text:
        t.complain(path, f"still holds {TODO}", "fill it in")


def tests_of(t, ids):
    """Test files by check: the longest id that a file's name begins with."""
    found = {i: [] for i in ids}
    for path in t.files("test/checks/**/*.cpp"):
        if "/Inputs/" in path:
            continue
        name = os.path.relpath(path, "test/checks").replace(os.sep, "/")
        owners = [i for i in ids if re.match(re.escape(i) + r"(?![a-z])", name)]
        if owners:
            found[max(owners, key=len)].append(path)
        else:
            t.complain(path, "belongs to no check", "call it <check id>.cpp or <check id>-<topic>.cpp, or delete it")
    return found


def check_tests(t, check, paths):
    ident = check["id"]
    if f"test/checks/{ident}.cpp" not in paths:
        t.complain(ident, f"has no test test/checks/{ident}.cpp", "write it: the bad functions and the look-alikes")
        return
    text = "\n".join(t.read(p) for p in paths)
    if not re.search(r"CHECK-(MESSAGES|NOTES)\S*:.*\b(warning|error):", text):
        t.complain(ident, "has no test that expects a finding", "add a // CHECK-MESSAGES line")
    if not re.search(r"\b(?:\w*(?:ok_|silent)|Ok[A-Z])\w*\s*(?:\(|\{|:)", text):
        t.complain(ident, "has no test of a case that must stay silent", "add functions called ok_..., or classes called Ok...")
    fixes = "CHECK-FIXES" in text
    if check["fix"] != "none" and not fixes:
        t.complain(ident, f"says fix: {check['fix']}, and no test looks at a fix", "add a // CHECK-FIXES line")
    if check["fix"] == "none" and fixes:
        t.complain(ident, "says fix: none, and its test expects one", "correct FixKind in the check's CheckInfo")
    declared = {o["name"] for o in check["options"]}
    used = set(re.findall(r"--option=(?:" + re.escape(ident) + r"\.)?(\w+)=", text))
    for name in sorted(declared - used):
        t.complain(ident, f"option {name} is in no test", f"add a RUN line with --option={name}=...")
    for name in sorted(used - declared):
        t.complain(ident, f"a test sets the option {name}, which the check does not have",
                   "declare it in the check's CheckInfo or correct the test")
    for p in paths:
        if ident not in "".join(re.findall(r"// RUN:.*", t.read(p))):
            t.complain(p, f"does not run {ident}", f"add // RUN: %check %s {ident} %t")
        if TODO in t.read(p):
            t.complain(p, f"still holds {TODO}", "fill it in")


def check_cases(t, check):
    """The cases that every library's table is tried with."""
    path = f"test/replay/cases/{check['id']}.cases"
    if not t.exists(path):
        t.complain(check["id"], f"has no cases {path}", "write one that is found and one that looks alike; "
                   "docs/adding-a-vocabulary.md says how")
        return
    text = t.read(path)
    for kind in "bad", "ok":
        if not re.search(rf"^== {kind}_", text, re.M):
            t.complain(path, f"has no case {kind}_...", "add one")
    if TODO in text:
        t.complain(path, f"still holds {TODO}", "fill it in")


def check_orphans(t, ids):
    stems = {tree.stem_of(i) for i in ids}
    for path in t.files("checks/*.cpp"):
        if os.path.basename(path)[:-4] not in stems:
            t.complain(path, "is no check that the tool knows", "every .cpp directly in checks/ is one registered check")
    for path in t.files("docs/checks/*.md"):
        if os.path.basename(path)[:-3] not in ids:
            t.complain(path, "is the page of no check", "rename or delete it")
    for path in t.files("test/replay/cases/*.cases"):
        if os.path.basename(path)[:-6] not in ids:
            t.complain(path, "has the cases of no check", "rename or delete it")


def check_libraries(t):
    for path in t.files("checks/model/libraries/*.yaml"):
        name = os.path.basename(path)[:-5]
        if not t.files(f"test/models/{name}.*"):
            t.complain(path, f"has no test test/models/{name}.cpp",
                       "write one that shows with --explain-models that every entry resolves")
        if not t.files(f"test/replay/tables/{name}.table"):
            t.complain(path, f"has no table test/replay/tables/{name}.table",
                       "write one; docs/adding-a-vocabulary.md says how")
        if name != "std" and not re.search(r"^headers: ", t.read(path), re.M):
            t.complain(path, "does not say which headers are the library's own", "add headers: [...]")
    names = {os.path.basename(p)[:-5] for p in t.files("checks/model/libraries/*.yaml")}
    names |= {os.path.basename(p)[:-5] for p in t.files("test/Inputs/*/*.yaml")}
    for path in t.files("test/models/*.cpp"):
        if os.path.basename(path)[:-4] not in names:
            t.complain(path, "is the test of no model file", "rename or delete it")


def check_bugs(t):
    for path in t.files("test/bugs/*.cpp"):
        if "XFAIL: *" not in t.read(path):
            t.complain(path, "is not expected to fail", "test/bugs holds known bugs: add // XFAIL: *, or move the fixed one")


def main():
    args = tree.arguments(__doc__).parse_args()
    t = tree.Tree(args.root)
    checks = tree.load_checks(args.tool)
    ids = [c["id"] for c in checks]
    if not ids:
        t.complain(args.tool, "knows no check", "checks register from an OBJECT library: see CMakeLists.txt")
    tests = tests_of(t, ids)
    for c in checks:
        check_name(t, c)
        check_source(t, c)
        check_page(t, c)
        check_tests(t, c, tests[c["id"]])
        check_cases(t, c)
    check_orphans(t, ids)
    check_libraries(t)
    check_bugs(t)
    t.finish()


if __name__ == "__main__":
    main()
