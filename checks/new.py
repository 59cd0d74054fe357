#!/usr/bin/env python3
"""checks/new.py ctx-some-defect

Writes the four files of a new check: checks/SomeDefect.cpp,
docs/checks/ctx-some-defect.md, test/checks/ctx-some-defect.cpp and
test/replay/cases/ctx-some-defect.cases. All are red until FILL-IN is gone from
them. No other file has to be edited.
"""

import argparse
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))

SOURCE = '''\
//===- {stem}.cpp - FILL-IN: the claim in five words {dashes}===//
//
// Positive when FILL-IN.
// Negative when FILL-IN.
// Unknown when FILL-IN; unknown is silent.
//
//===----------------------------------------------------------------------===//

#include "core/CheckRegistry.h"

using namespace clang;

namespace ctx {{
namespace {{

constexpr CheckInfo Info = {{
    /*Id=*/"{id}",
    /*Title=*/"FILL-IN the claim, lower case, no full stop",
    /*Counterpart=*/"",
    /*Spec=*/"",
    /*Level=*/Severity::Warning,
    /*Fixes=*/FixKind::None,
    /*OnByDefault=*/true,
    /*Since=*/"{version}",
    /*Options=*/{{}}}};

class {stem} : public Check {{
public:
  {stem}(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {{}}

protected:
  void checkFunction(const FunctionDecl *F) override {{
    // FILL-IN: ask roles(), report with diag().
  }}
}};

CTX_REGISTER_CHECK({stem}, Info);

}} // namespace
}} // namespace ctx
'''

PAGE = '''\
# {id}

<!-- generated:header -->
<!-- /generated -->

## What

FILL-IN: what is reported, in two sentences.

## Why

FILL-IN: what goes wrong at run time.

## Bad

```cpp bad
#include <stop_token>

void work(std::stop_token);

void bad_FILL_IN() {{
  work({{}}); // warning
}}
```

## Good

```cpp good
#include <stop_token>

void work(std::stop_token);

void good(std::stop_token Token) {{
  work(Token);
}}
```

## Limits

FILL-IN: what is not seen, and what is silent on purpose.
'''

TEST = '''\
// RUN: %check %s {id} %t
// FILL-IN: first the bad functions, then the look-alikes that must stay silent.

#include <stop_token>

void work(std::stop_token);

void bad_first_form() {{
  work({{}});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: FILL-IN [{id}]
}}

void ok_look_alike(std::stop_token Token) {{
  work(Token);
}}
'''

CASES = '''\
# FILL-IN: docs/adding-a-vocabulary.md says which words there are.
== bad_first_form
void serve(@PARAM(token)@) {{
  //! FILL-IN
  step();
}}

== ok_look_alike
void serve(@PARAM(token)@) {{
  while (!@POLL(token)@)
    step();
}}
'''


def name_problem(ident):
    """Why `ident` cannot be a check's id, or None."""
    if not re.fullmatch(r"ctx(-[a-z]+)+", ident):
        return "a check's id is ctx-, then lower-case words with hyphens: ctx-lost-cancel"
    path = os.path.join(ROOT, "test", "meta", "disallowed_names.txt")
    with open(path) as f:
        patterns = [l.strip() for l in f if l.strip() and not l.startswith("#")]
    for p in patterns:
        if re.fullmatch(p, ident[len("ctx-"):]):
            return (f"the name matches '{p}' of test/meta/disallowed_names.txt: name the defect "
                    "(ctx-lost-cancel), not the advice, so that 'allow ctx-...' reads right")
    return None


def stem_of(ident):
    """ctx-lost-cancel -> LostCancel: the file and the class of a check."""
    return "".join(w.capitalize() for w in ident.split("-")[1:])


def version():
    with open(os.path.join(ROOT, "CMakeLists.txt")) as f:
        m = re.search(r"project\(\S+ VERSION (\d+\.\d+)", f.read())
    return m.group(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("id")
    parser.add_argument("--root", default=ROOT, help="write below another folder")
    args = parser.parse_args()
    problem = name_problem(args.id)
    if problem:
        sys.exit(f"new.py: {args.id}: {problem}")
    stem = stem_of(args.id)
    values = {"id": args.id, "stem": stem, "version": version(),
              "dashes": "-" * max(1, 33 - len(stem))}
    files = {f"checks/{stem}.cpp": SOURCE, f"docs/checks/{args.id}.md": PAGE,
             f"test/checks/{args.id}.cpp": TEST,
             f"test/replay/cases/{args.id}.cases": CASES}
    for path in files:
        if os.path.exists(os.path.join(args.root, path)):
            sys.exit(f"new.py: {path} is there already; nothing written")
    for path, text in files.items():
        full = os.path.join(args.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w") as f:
            f.write(text.format(**values))
        print(path)
    print("write the test first; docs/adding-a-check.md says how")


if __name__ == "__main__":
    main()
