"""all_cases.py INPUTS [LINE]: writes a compilation database of the sources in src,
with the folders in INPUTS on the include path; LINE is added to each of them."""
import glob
import json
import os
import sys

sources = sorted(glob.glob("src/*.cpp"))
for name in sources if len(sys.argv) > 2 else []:
    with open(name, "a", encoding="utf-8") as f:
        f.write("\n" + sys.argv[2] + "\n")
include = ["-I" + d for d in sorted(glob.glob(os.path.join(sys.argv[1], "*", "")))]
with open("compile_commands.json", "w", encoding="utf-8") as f:
    json.dump([{"directory": os.getcwd(), "file": name, "arguments": ["c++", "-std=c++20", *include, "-c", name]}
               for name in sources], f)
