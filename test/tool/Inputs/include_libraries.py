"""include_libraries.py TEST-FOLDER

Writes a source file for each table of test/replay that includes its library, as a
system header, and does nothing; and a database of them. acme is left out: it is no
built-in model.
"""

import configparser
import glob
import json
import os
import sys

inputs = ["-isystem" + d.rstrip("/") for d in sorted(glob.glob(os.path.join(sys.argv[1], "Inputs", "*", "")))]
database = []
for path in sorted(glob.glob(os.path.join(sys.argv[1], "replay", "tables", "*.table"))):
    name = os.path.basename(path)[:-6]
    table = configparser.ConfigParser(delimiters=("=",), comment_prefixes=("//",), interpolation=None)
    table.read(path)
    if name == "acme":
        continue
    with open(name + ".cpp", "w") as f:
        for header in table["table"]["include"].split():
            f.write(f"#include {header}\n")
        f.write("int main() { return 0; }\n")
    database.append({"directory": os.getcwd(), "file": name + ".cpp", "arguments": ["c++", "-std=c++20", *inputs, "-c", name + ".cpp"]})
with open("compile_commands.json", "w") as f:
    json.dump(database, f)
