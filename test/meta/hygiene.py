"""The repository speaks of the product alone: no file names a machine's paths."""

import re

import tree

# Written so that this file does not match itself.
PATHS = re.compile(r"(?<![\w.$}/-])/(?:wor[k]|hom[e]|roo[t]|User[s])/[\w.-]+")
BINARY = re.compile(r"\.(png|ico|gz|zip|svg|gif)$")


def main():
    args = tree.arguments(__doc__).parse_args()
    t = tree.Tree(args.root)
    for path in t.tracked():
        if BINARY.search(path):
            continue
        for number, line in enumerate(t.read(path).split("\n"), 1):
            m = PATHS.search(line)
            if m:
                t.complain(f"{path}:{number}", f"names the path {m.group(0)} of one machine",
                           "write it relative, or take it from the environment")
    t.finish()


if __name__ == "__main__":
    main()
