"""Who may include whom, and what may be said where (docs/architecture.md)."""

import os
import re

import tree

MAY_INCLUDE = {
    "compat": {"compat"},
    "model": {"model", "compat"},
    "facts": {"facts", "compat"},
    "analysis": {"analysis", "model", "compat"},
    "core": {"core", "model", "facts", "analysis", "compat"},
    "check": {"core", "model", "analysis", "facts", "compat"},
    "tool": {"tool", "sinks", "core", "model", "facts", "compat"},
    "sinks": {"sinks", "compat"},
    "integration": {"core", "compat"},
    "unit test": {"core", "model", "analysis", "facts", "compat", "tool", "sinks", "unit test"},
}
# Single headers that a part may include besides: plain data without a parser.
ALSO = {"sinks": {"tool/Finding.h", "tool/Files.h", "checks/core/CheckInfo.h"}}

CLANG_TIDY_OK = re.compile(r"^(cmake/Pch\.h|checks/compat/TidyModule\.h|checks/core/(Check\.h|CheckRegistry\.cpp)|tool/[^/]+|integrations/clang-tidy/[^/]+)$")
SOURCES = ["checks/**/*.cpp", "checks/**/*.h", "checks/**/*.def", "tool/**/*.cpp", "tool/**/*.h",
           "integrations/**/*.cpp", "test/unit/*.cpp", "test/unit/*.h"]
OUTSIDE = ("clang/", "llvm/", "clang-tidy/", "llvm-c/", "clang-c/", "gtest/", "gmock/")


def part_of(path):
    """The part of the house that a file belongs to."""
    folders = path.split("/")
    if folders[0] == "checks":
        return "check" if len(folders) == 2 else folders[1]
    if folders[0] == "tool":
        return "sinks" if folders[1] == "sinks" else "tool"
    return {"integrations": "integration", "test": "unit test"}[folders[0]]


def resolve(t, includer, name):
    """The file of ours that an #include means, or None."""
    for base in (os.path.dirname(includer), "checks", "tool", ""):
        path = os.path.normpath(os.path.join(base, name))
        if t.exists(path):
            return path
    return None


def check_includes(t, path, code):
    part = part_of(path)
    for m in re.finditer(r'^[ \t]*#[ \t]*include[ \t]+["<]([^">]+)[">]', code, re.M):
        where = f"{path}:{code[:m.start()].count(chr(10)) + 1}"
        name = m.group(1)
        if name.startswith("clang-tidy/") and not CLANG_TIDY_OK.match(path):
            t.complain(where, f"includes {name}", "checks meet clang-tidy through core/Check.h alone")
        if name.startswith(OUTSIDE) or m.group(0).rstrip().endswith(">"):
            continue
        target = resolve(t, path, name)
        if not target:
            t.complain(where, f"includes {name}, which is no file of this tree",
                       "write the path from checks/ or tool/, or beside the file; <...> for foreign headers")
        elif target.endswith(".cpp"):
            t.complain(where, f"includes the source file {target}", "move what is shared to a header")
        elif part_of(target) not in MAY_INCLUDE[part] and target not in ALSO.get(part, ()):
            t.complain(where, f"{part} includes {target} ({part_of(target)})",
                       f"{part} may include: {', '.join(sorted(MAY_INCLUDE[part]))}; move the code or the question")


FUNCTION_VARIABLE = re.compile(
    r"(?:\b(?:const\s+)?\w*(?:Function|Method|Constructor|Destructor|Conversion)Decl\s*[*&]\s*(\w+)"
    r"|\bauto\s*[*&]?\s*(\w+)\s*=[^;]*?(?:(?:dyn_cast|cast)(?:_or_null|_if_present)?<\w*(?:Function|Method|Constructor|Destructor|Conversion)Decl>"
    r"|getDirectCallee\(\)|getMethodDecl\(\)|getCallOperator\(\)|getConstructor\(\)))")


def check_bodies(t, path, code):
    """A check may not look into a function that only one of the hosts has parsed."""
    functions = {a or b for a, b in FUNCTION_VARIABLE.findall(code)}
    remedy = "ask ctx::bodyInReach(): it is null for foreign code in both hosts, so that they agree"
    for m in re.finditer(r"(\w+|\))\s*(?:->|\.)\s*(getBody|hasBody|doesThisDeclarationHaveABody)\s*\(", code):
        line = code[:m.start()].count("\n") + 1
        before = code[:m.start() + 1]
        chained = m.group(1) == ")" and re.search(
            r"(getDirectCallee|getCalleeDecl|getMethodDecl|getConstructor|getCallOperator|getDefinition|getAsFunction)\(\)$", before)
        if m.group(2) != "getBody" or m.group(1) in functions or chained:
            t.complain(f"{path}:{line}", f"uses {m.group(2)}() of a function", remedy)
    for m in re.finditer(r"(?<![\w.>])hasBody\s*\(", code):
        t.complain(f"{path}:{code[:m.start()].count(chr(10)) + 1}", "uses the matcher hasBody()", remedy)


def check_callbacks(t, path, code):
    """The tool may take what a file includes from a precompiled preamble."""
    if path.endswith(("checks/core/Check.h", "checks/core/Check.cpp")):
        return  # asks for the preprocessor, which knows the macros of a preamble, and for no events
    for m in re.finditer(r"\b(PPCallbacks|registerPPCallbacks|addPPCallbacks|CommentHandler)\b", code):
        t.complain(f"{path}:{code[:m.start()].count(chr(10)) + 1}", f"uses {m.group(1)}",
                   "a precompiled preamble replays no preprocessor events: read the text, or the declarations")


# What one of the versions lacks that a plugin is built for. What LLVM's StringRef
# has under two names std::string does not have in C++17.
NOT_EVERYWHERE = {
    r"[.>](?:starts_with|ends_with)\(": "compat::startsWith(), endsWith()",
    r"\bllvm::is(?:Upper|Lower)\(": "clang::isUppercase(), isLowercase()",
    r"->isPureVirtual\(": "compat::isPureVirtual()",
    r"\bllvm::erase\(": "llvm::erase_if()",
    r"\bpath::make_absolute\(": "compat::makeAbsolute()",
    r"\.Cases\(": "Case() for each, or compat::isOneOf()",
    r"\.value_or\(": "compat::valueOr(), for what LLVM returns",
    r"\bis_contained\(\{": "compat::isOneOf()",
    r"\bLexer::findNextToken\(": "compat::nextToken()",
    r"\bCXXParenListInitExpr\b": "compat::isParenListInit()",
}


def check_versions(t, path, code):
    """What every LLVM from 14 on understands."""
    for pattern, instead in NOT_EVERYWHERE.items():
        for m in re.finditer(pattern, code):
            t.complain(f"{path}:{code[:m.start()].count(chr(10)) + 1}",
                       f"uses {m.group(0).strip('.->(')}, which not every version has", f"say {instead}")


def library_words(t):
    """Words that only a library's names have: its types and its namespaces."""
    words = set()
    for path in t.files("checks/model/libraries/*.yaml"):
        # Wrappers are smart pointers: every library calls them the same.
        text = re.sub(r"wrappers: *\[[^]]*\]", "", t.read(path))
        for name in re.findall(r'"::([\w:]+)"', text):
            parts = name.split("::")
            if parts[0] != "std":
                words.add(parts[0])
            last = parts[-1]
            if "_" in last or re.search(r"[a-z][A-Z]", last) or last == "jthread":
                words.add(last)
    return words


def check_words(t, path, code, words):
    if not words:
        return
    # An option's help may name an example.
    code = re.sub(r"constexpr (?:CheckInfo|OptionInfo)\b.*?;$",
                  lambda m: re.sub(r"[^\n]", " ", m.group(0)), code, flags=re.M | re.S)
    named = re.compile(r"(?<!\w)(" + "|".join(sorted(map(re.escape, words))) + r")(?!\w)")
    for line, text in tree.strings(code):
        m = named.search(text)
        if m:
            t.complain(f"{path}:{line}", f"spells a library's name, '{m.group(1)}', in a string",
                       "checks speak roles: take the name from the model or the code at hand")


def main():
    args = tree.arguments(__doc__).parse_args()
    t = tree.Tree(args.root)
    words = library_words(t)
    for pattern in SOURCES:
        for path in t.files(pattern):
            raw = t.read(path)
            code = tree.without_comments(raw)
            check_includes(t, path, code)
            if not path.startswith("checks/compat/") and re.search(r"\b(LLVM|CLANG)_VERSION_MAJOR\b", code):
                t.complain(path, "asks for LLVM's version",
                           "put the difference into checks/compat/, with the version and the reason")
            if path.startswith("checks/"):
                check_callbacks(t, path, code)
                if not path.startswith("checks/compat/"):
                    check_versions(t, path, code)
            if part_of(path) == "check":
                check_bodies(t, path, code)
                check_words(t, path, raw, words)
    t.finish()


if __name__ == "__main__":
    main()
