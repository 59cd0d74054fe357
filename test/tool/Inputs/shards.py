"""shards.py TOOL FOLDER INPUTS: runs a project as a whole and in shards, each
shard in a checkout of its own, and holds every report and exit code of the two
against each other. Ends with an assertion."""
import json
import os
import shutil
import subprocess
import sys

tool, top, inputs = sys.argv[1:]
FORMATS = ["text", "json", "sarif", "gitlab", "github", "rdjsonl", "markdown", "html"]
LOST = """#include <stop_token>
#include <thread>
void work(std::stop_token);
inline void %s() {
  std::stop_source src;
  std::thread t([tok = src.get_token()] { work(tok); });
  t.join();
}
"""
FILES = {
    # A chain over three files, and a class whose functions are in two.
    **{f"src/{n}": f"{inputs}/dropping-chain/{n}" for n in ("shared.h", "middle.cpp", "end.cpp")},
    "src/begin.cpp": f"{inputs}/../ctx-dropping-chain-whole-program.cpp",
    "src/spread.h": f"{inputs}/lost-cancel/spread.h",
    "src/spread.cpp": f"{inputs}/lost-cancel/spread.cpp",
    "src/spread2.cpp": f"{inputs}/../ctx-lost-cancel-spread.cpp",
}
TEXTS = {
    "include/both.h": "#pragma once\n" + LOST % "both",
    "src/a.cpp": '#include "both.h"\n',
    "src/b.cpp": '#include "both.h"\nvoid f() { std::stop_source s; // caf\u00e9\n  work(s.get_token()); }\n',
    "src/api.pb.cc": LOST % "generated",
    "src/broken.cpp": LOST % "broken" + "int x = nothing;\n",
    "src/start.S": "int x;\n",
    "src/\u00fc b.cpp": LOST % "umlaut",
    "src/clean.cpp": "int main() {}\n",
    "build/made.h": "// DO NOT EDIT\n" + LOST % "made",
    "src/uses.cpp": '#include "made.h"\n#include "both.h"\n',
}
SOURCES = ["src/a.cpp", "src/b.cpp", "src/api.pb.cc", "src/broken.cpp", "src/start.S", "src/\u00fc b.cpp",
           "src/clean.cpp", "src/begin.cpp", "src/middle.cpp", "src/end.cpp", "src/spread.cpp", "src/spread2.cpp",
           "src/uses.cpp", "src/gone.cpp"]


def checkout(name):
    """A checkout of the project with its database, in a path of its own."""
    root = os.path.join(top, name)
    for target, source in FILES.items():
        os.makedirs(os.path.dirname(os.path.join(root, target)), exist_ok=True)
        shutil.copy(source, os.path.join(root, target))
    for target, text in TEXTS.items():
        os.makedirs(os.path.dirname(os.path.join(root, target)), exist_ok=True)
        with open(os.path.join(root, target), "w", encoding="utf-8") as f:
            f.write(text)
    database = [{"directory": f"{root}/build", "file": f"../{s}",
                 "arguments": ["c++", "-std=c++20", f"-I{root}/include", "-I.", "-c", f"../{s}"]} for s in SOURCES]
    with open(f"{root}/build/compile_commands.json", "w", encoding="utf-8") as f:
        json.dump(database, f)
    return root


def run(root, *args, code=None):
    done = subprocess.run([tool, *args], cwd=root, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    assert code in (None, done.returncode), (args, done.returncode, done.stderr.decode())
    return done


def reports(root, *args):
    """Every format of one run: its exit code, its last word, its files."""
    outputs = [f"--output={f}:{root}/out.{f}" for f in FORMATS]
    done = run(root, *args, *outputs, f"--export-fixes={root}/out.yaml")
    texts = [done.returncode, done.stderr.decode().strip().split("\n")[-1]]
    for name in FORMATS + ["yaml"]:
        with open(f"{root}/out.{name}", "rb") as f:
            texts.append(f.read())
        os.remove(f"{root}/out.{name}")
    return texts


def shards(count, *options, name="of"):
    """Analyses in COUNT shards, each elsewhere; gives their files."""
    out = []
    for i in range(1, count + 1):
        root = checkout(f"machines of {count}/number{i}")
        out.append(f"{top}/{i}{name}{count}.json")
        run(root, "-p", "build", f"--shard={i}/{count}", f"--results={out[-1]}", *options)
        shutil.rmtree(f"{top}/machines of {count}")
    return out


def units(path):
    with open(path, encoding="utf-8") as f:
        return [(u["unit"], u["cost"]) for u in json.load(f)["results"]]


home = checkout("home")
elsewhere = os.path.join(top, "elsewhere")
os.makedirs(elsewhere)
# A shard parses everything; what only one machine knows it need not parse is
# counted in the last line, and changes no report.
whole = reports(home, "-p", "build", "--no-select")
assert reports(home, "-p", "build")[2:] == whole[2:]
assert whole[0] == 3 and b"ctx-dropping-chain" in whole[2] and b"spread.h" in whole[2], whole
assert b"is triggered nowhere in 'BadSpread'" in whole[2], whole[2]

# 1. The union of the shards is the whole, for any number, in any order, with
# and without a checkout at hand.
for count in (2, 3, 20):
    files = shards(count)
    assert sorted(u for f in files for u, _ in units(f)) == list(range(len(SOURCES))), count
    assert reports(home, "merge", *files) == whole, count
    assert reports(home, "merge", *reversed(files)) == whole, count
    got = reports(elsewhere, "merge", *files)
    assert got[:10] == whole[:10], count  # the last holds absolute paths
    assert max(len(units(f)) for f in files) - min(len(units(f)) for f in files) <= 1

# 2. Options of the report belong to the merge.
three = [f"{top}/{i}of3.json" for i in (1, 2, 3)]
for option in (["--allow-incomplete=*/broken.cpp", "--allow-incomplete=*/gone.cpp", "--exit-zero"],
               ["--generated", "--quiet"]):
    assert reports(home, "merge", *three, *option) == reports(home, "-p", "build", "--no-select", *option), option

# A baseline, made by the one and used by the other; nothing is gone.
allow = ["--allow-incomplete=*/broken.cpp", "--allow-incomplete=*/gone.cpp"]
run(home, "merge", *three, *allow, "--baseline=known.json", "--update-baseline", code=0)
with open(f"{home}/known.json", "rb") as f:
    known = f.read()
os.remove(f"{home}/known.json")
run(home, "-p", "build", *allow, "--baseline=known.json", "--update-baseline", code=0)
with open(f"{home}/known.json", "rb") as f:
    assert f.read() == known
done = run(home, "merge", *three, *allow, "--baseline=known.json", code=0)
assert b"no longer" not in done.stderr and b"of the baseline not shown" in done.stderr, done.stderr

# 3. Known costs balance: the unit that took nearly all the time has a shard for itself.
run(home, "merge", *three, f"--results={top}/all.json", code=3)
assert reports(home, "merge", f"{top}/all.json") == whole
with open(f"{top}/all.json", encoding="utf-8") as f:
    data = json.load(f)
assert all(u["cost"] > 0 for u in data["results"] if u["result"]["status"] == "analysed")
for u in data["results"]:
    u["cost"] = 100 if u["unit"] == 7 else 1
with open(f"{top}/costs.json", "w", encoding="utf-8") as f:
    json.dump(data, f)
balanced = shards(3, f"--shard-costs={top}/costs.json", name="balanced")
assert [7] in [[u for u, _ in units(f)] for f in balanced], balanced
assert reports(home, "merge", *balanced) == whole

# 4. What does not go together is an error that names the file.
def refuses(words, *args):
    done = run(top, "merge", *args, "--output=text:report", code=2)
    assert words in done.stderr.decode() and not done.stdout, (words, done.stderr)
    assert not os.path.exists(f"{top}/report")


refuses("1of3.json: shard 2 of 3 is missing", "1of3.json", "3of3.json")
refuses("1of3.json: shard 1 of 3 is in 1of3.json already", "1of3.json", "1of3.json")
refuses("2of2.json: holds shard 2 of 2, and 1of3.json shard 1 of 3", "1of3.json", "2of2.json", "3of3.json")
refuses("the shards were not made with the same --shard-costs", "1balanced3.json", "2of3.json", "3of3.json")
refuses("none.json: cannot be read: No such file", "none.json")
refuses("elsewhere: cannot be read: Is a directory", "elsewhere")
refuses("home/build/compile_commands.json: not the results of a run", "home/build/compile_commands.json")


def edited(change):
    with open(f"{top}/2of3.json", encoding="utf-8") as f:
        data = json.load(f)
    change(data)
    with open(f"{top}/edited.json", "w", encoding="utf-8") as f:
        json.dump(data, f)
    return ("1of3.json", "edited.json", "3of3.json")


refuses("edited.json: written by ctx-tidy 0.0.0, and this is ctx-tidy ", *edited(lambda d: d.update(tool="0.0.0")))
refuses("edited.json: another version of ctx-tidy wrote it", *edited(lambda d: d.update(schema=99)))
refuses("edited.json: damaged:", *edited(lambda d: d.pop("facts")))
refuses("edited.json: damaged:", *edited(lambda d: d["results"][0].update(facts=[10 ** 9])))
refuses("edited.json: damaged:", *edited(lambda d: d.update(shards=10 ** 9)))
refuses("is another one than that of an earlier file",
        *edited(lambda d: [t.__setitem__(1, "other\n") for t in d["texts"]]))
with open(f"{top}/2of3.json", "rb") as f, open(f"{top}/cut.json", "wb") as g:
    g.write(f.read()[:-100])
refuses("cut.json: not the results of a run: ", "1of3.json", "cut.json", "3of3.json")

# Another configuration, another database, another model.
root = checkout("other")
with open(f"{root}/acme.yaml", "w") as f:
    f.write("schema: 1\nvocabulary: acme\n")
for options, words in ((["--checks=-ctx-string-key"], "made with another configuration than 1of20.json"),
                       (["--models=acme.yaml"], "made with another configuration than 1of20.json"),
                       (["--extra-arg=-DX"], "made with another configuration than 1of20.json"),
                       (["--warnings-as-errors=ctx-*"], "made with another configuration than 1of20.json"),
                       (["src/a.cpp", "src/b.cpp", "src/none.cpp"], "made from another compilation database than")):
    run(root, "-p", "build", "--shard=20/20", f"--results={top}/other.json", *options)
    refuses("other.json: " + words, "1of20.json", "other.json")

# 5. Options that make no sense together.
for args, words in ((["--shard=1/2", "-p", "build"], "--shard needs --results"),
                    (["--shard=3/2", "-p", "build"], "wrong value '3/2' for option '--shard'; expected I/N"),
                    (["--shard=0/2", "-p", "build"], "wrong value '0/2'"),
                    (["--shard=1/2", "--results=x", "--baseline=b"], "it is for ctx-tidy merge"),
                    (["--shard=1/2", "--results=x", "--output=json"], "it is for ctx-tidy merge"),
                    (["--shard=1/2", "--results=x", "--fix"], "is for a run that is not split into shards"),
                    (["--shard-costs=x", "-p", "build"], "--shard-costs needs --shard"),
                    (["merge"], "merge needs the files that --results wrote"),
                    (["merge", "--checks=*", "x"], "option 'checks' is for the shards, not for merge"),
                    (["merge", "--fix", "x"], "is for a run that is not split into shards")):
    done = run(home, *args, code=2)
    assert words in done.stderr.decode(), (args, done.stderr)
    assert not os.path.exists(f"{home}/x")

# 6. A results file that cannot be written; a shard of an incomplete unit; an
# ordinary run that keeps its results, too.
assert run(home, "-p", "build", "--shard=1/1", "--results=no/where.json", *allow, code=3).stdout == b""
assert b"shard 1 of 1: 11 of 14 translation units analysed" in run(
    home, "-p", "build", "--shard=1/1", "--results=r.json", code=3).stderr
assert reports(home, "-p", "build", "--no-select", "--results=r.json") == whole
assert reports(home, "merge", "r.json") == whole
with open(f"{home}/r.json") as f:
    assert top not in f.read().replace(f"{top}/gone", ""), "a path of this machine"
print("all equal")
