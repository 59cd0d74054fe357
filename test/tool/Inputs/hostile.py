"""hostile.py TOOL FOLDER: gives the tool every flag that made some program write
a file or start another one, in all places where a project can put flags. Ends
with an assertion if a byte of FOLDER changes, or a program in it is started."""
import json
import os
import stat
import subprocess
import sys

tool, top = sys.argv[1:]
victim = os.path.join(top, "victim")
evil = os.path.join(top, "evil.sh")
library = os.path.join(top, "evil.so")

# Each line is one attack: what of it must be said to be left out, then the rest.
FLAGS = f"""
-fplugin={library}
-fpass-plugin={library}
-Xclang -load -Xclang {library}
-Xclang -plugin -Xclang evil
-Xclang -add-plugin -Xclang evil
-mllvm -load={library}
-mllvm=-load={library}
-mllvm -stats-file={victim}
--config={victim}
--config-user-dir={top}
-o {victim}
--output={victim}
-MD -MF {victim}
-MMD -MF {victim}
-M -MF {victim}
-MJ {victim}
-Wp,-MD,{victim}
-save-temps
-save-temps=cwd
-ftime-trace={victim}
-ftime-trace
--serialize-diagnostics {victim}
-serialize-diagnostics {victim}
-Xclang -serialize-diagnostic-file -Xclang {victim}
-Xclang -dependency-dot -Xclang {victim}
-Xclang -dependency-file -Xclang {victim} -Xclang -MT -Xclang x
-Xclang -module-dependency-dir -Xclang {top}/deps
-Xclang -stats-file={victim}
-Xclang -header-include-file -Xclang {victim} -Xclang -show-includes
-Xclang -diagnostic-log-file -Xclang {victim}
-Xclang -ast-dump-filter=x -Xclang -ast-dump
-Xclang -emit-obj -Xclang -o -Xclang {victim}
-Xclang -fmodules-cache-path={top}/modules -Xclang -fmodules
-Xclang -vfsoverlay -Xclang {victim}
-Xarch_host -fplugin={library}
-Xpreprocessor -MD
-fmodules -fmodules-cache-path={top}/modules
-fmodule-output={victim}
-fprofile-generate={top}/profile
-fprofile-use={victim}
-foptimization-record-file={victim}
-fsave-optimization-record
-fproc-stat-report={victim}
-fcrash-diagnostics-dir={top}
-gen-reproducer=always
-index-store-path {top}/index
-extract-api
-emit-ast
-S -emit-llvm
-E -dM
-gsplit-dwarf
--coverage
-fdump-tree-all
-aux-info {victim}
-fcallgraph-info
-fstack-usage
-wrapper {evil}
-specs={victim}
-B {top}
-fuse-ld={evil}
--ld-path={evil}
-fno-integrated-as
-fno-integrated-cc1
-no-canonical-prefixes
--cuda-path={top}
--ptxas-path={evil}
--offload-arch=native
--amdgpu-arch-tool={evil}
--nvptx-arch-tool={evil}
--offload-arch-tool={evil}
-fopenmp-targets=nvptx64-nvidia-cuda
-ivfsoverlay {victim}
-working-directory {top}
-fintegrated-cc1
-###
--analyze
-Xanalyzer -analyzer-output=html
""".strip().splitlines()

# Started by the driver, looked for in PATH and next to the compiler.
PROGRAMS = """amdgpu-arch nvptx-arch offload-arch llvm-offload-arch xcrun ld as gcc g++ clang clang++
clang-22 clang++-22 ptxas cc1plus ccache nvcc c++ cl.exe""".split()


def write(name, text, executable=False):
    path = os.path.join(top, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)
    if executable:
        os.chmod(path, 0o755)


def snapshot():
    out = {}
    for folder, folders, files in os.walk(top):
        for name in folders + files:
            path = os.path.join(folder, name)
            info = os.lstat(path)
            content = None
            if stat.S_ISREG(info.st_mode):
                with open(path, "rb") as f:
                    content = f.read()
            out[path] = (info.st_mode, info.st_mtime_ns, info.st_ino, content)
    return out


def run(code, *args):
    """Runs the tool, which looks through files, and parses them all in a second
    run. Gives what that says."""
    if "--" not in args:
        run_once(code, *args)
        args = ("--no-select", *args)
    return run_once(code, *args)


def run_once(code, *args):
    """Runs the tool; nothing may have changed after it. Gives what it says."""
    before = snapshot()
    env = dict(os.environ, PATH=top + os.pathsep + os.environ["PATH"], HOME=os.path.join(top, "home"),
               TMPDIR=os.path.join(top, "tmp"))
    done = subprocess.run([tool, "-v", *args], cwd=top, env=env, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    assert done.returncode == code, (args, done.returncode, done.stdout, done.stderr)
    after = snapshot()
    changed = [p for p in sorted(before.keys() | after.keys()) if before.get(p) != after.get(p)]
    # Workers have a folder of their own for the time of the run.
    changed = [p for p in changed if p != os.path.join(top, "tmp")]
    assert not changed, (args, changed, done.stderr)
    return done.stderr


def entry(file, *words):
    return {"directory": top, "file": file, "arguments": list(words)}


def database(entries):
    write("compile_commands.json", json.dumps(entries))


def said(err, flags, times):
    """Each attack is named as left out, by its first word, and not kept."""
    for line in flags:
        word = line.split()[0].split("=")[0]
        if word in ("-Xclang",):
            word = line.split()[1]
        assert err.count(word) >= times, (line, err)


write("victim", "precious\n")
write("evil.sh", f"#!/bin/sh\ntouch {top}/RAN\n", executable=True)
write("evil.so", "no library\n")
write("home/.config/keep", "")
write("tmp/keep", "")
for program in PROGRAMS:
    write(program, f"#!/bin/sh\ntouch {top}/RAN\n", executable=True)
for name in ("clang++", "clang", "x86_64-pc-linux-gnu", "x86_64-pc-linux-gnu-clang++"):
    write(name + ".cfg", "-DFROM_CONFIG=1\n")
write("main.cpp", "#ifdef FROM_CONFIG\n#error flags of a file nobody named\n#endif\nint main() { return N; }\n")

# 1. The database. The compiler is a script of the project.
database([entry("main.cpp", evil, f"-DN={i}", *line.split(), "-c", "main.cpp")
          for i, line in enumerate(FLAGS)])
err = run(0)
assert f"{len(FLAGS)} of {len(FLAGS)} translation units analysed" in err, err
said(err, FLAGS, 1)

# 2. The same in response files.
for i, line in enumerate(FLAGS):
    write(f"rsp/{i}.rsp", line)
database([entry("main.cpp", evil, f"-DN={i}", f"@rsp/{i}.rsp", "-c", "main.cpp")
          for i in range(len(FLAGS))])
said(run(0), FLAGS, 1)

# 3. A configuration file of the project, before and after the command's flags.
for key in ("ExtraArgs", "ExtraArgsBefore"):
    for i, line in enumerate(FLAGS):
        write(f"config/{i}/.clang-tidy", f"{key}: {json.dumps(line.split())}\n")
        write(f"config/{i}/main.cpp", "int main() {}\n")
    database([entry(f"config/{i}/main.cpp", "c++", "-c", "main.cpp") for i in range(len(FLAGS))])
    said(run(0), FLAGS, 1)

# 4. A configuration that was named. -p is the database of the last step.
for i, line in enumerate(FLAGS):
    if i % 9 == 0:
        said(run(0, "--config=" + json.dumps({"ExtraArgs": line.split()}), "main.cpp", "--", "-DN=0"), [line], 1)

# 5. To know the processor of this machine, the driver would start a program of
# this folder.
gpus = ["--target=nvptx64-nvidia-cuda -march=native", "--target=amdgcn-amd-amdhsa -mcpu=native",
        "-target amdgcn-amd-amdhsa -mcpu=native"]
for words in [["c++", *g.split()] for g in gpus] + [["/bin/amdgcn-amd-amdhsa-clang++", "-mcpu=native"]]:
    database([entry("main.cpp", *words, "-DN=0", "main.cpp")])
    assert "code for a graphics processor is not supported" in run(3), words
for g in gpus:
    run(0, "--config=" + json.dumps({"ExtraArgs": g.split()}), "main.cpp", "--", "-DN=0")

# 6. Names of compilers and launchers.
for i, command in enumerate(([evil], ["./evil.sh"], ["ccache", "./g++"], ["./ccache", "./g++"], ["./clang++"],
                             ["env", "X=1", evil], ["cmake", "-E", "env", "X=1", evil])):
    database([entry("main.cpp", *command, "-DN=0", "main.cpp")])
    run(0)

# A file that is no C++ shows one word of itself at most, not its lines.
write("secret", "password hunter2 is the word\n")
err = run(3, "main.cpp", "--", "-DN=0", "-include", "secret")
assert "hunter2" not in err and "secret:1:1: error: unknown type name 'password'" in err, err

# 7. The same through the database and a configuration file. The first run looks
# through the files alone, and finds nothing to parse.
database([entry("main.cpp", "c++", "-DN=0", "-include", "secret", "-c", "main.cpp")])
assert "hunter2" not in run_once(0)
err = run_once(3, "--no-select")
assert "hunter2" not in err and "secret:1:1: error: unknown type name 'password'" in err, err
for key in ("ExtraArgs", "ExtraArgsBefore"):
    write("config/secret/.clang-tidy", f"{key}: ['-include', 'secret']\n")
    write("config/secret/main.cpp", "int main() {}\n")
    database([entry("config/secret/main.cpp", "c++", "-c", "config/secret/main.cpp")])
    assert "hunter2" not in run_once(0)
    err = run_once(3, "--no-select")
    assert "hunter2" not in err and "secret:1:1: error: unknown type name 'password'" in err, (key, err)

# 8. The compiler's inner language takes every flag as it is: none of it is read.
inner = ["-cc1", "-fsyntax-only", "-load", library, "-stats-file=" + victim, "-dependency-dot", victim,
         "-serialize-diagnostic-file", victim, "-o", victim]
for words in ([evil, *inner, "-DN=0"], ["clang++", *inner, "-D", "N=0"], ["clang++", "-DN=0", *inner]):
    database([entry("main.cpp", *words, "main.cpp")])
    assert "main.cpp: left out: -cc1 " in run(0), words
write("cc1.rsp", " ".join(inner))
database([entry("main.cpp", "clang++", "-DN=0", "@cc1.rsp", "main.cpp")])
assert "main.cpp: left out: -cc1 " in run(0)
for key in ("ExtraArgs", "ExtraArgsBefore"):
    write("config/cc1/.clang-tidy", f"{key}: {json.dumps(inner)}\n")
    write("config/cc1/main.cpp", "int main() {}\n")
    database([entry("config/cc1/main.cpp", "c++", "-c", "config/cc1/main.cpp")])
    assert "left out: -cc1 " in run(0), key

# What the user says is done. So the flags above do what is said of them.
before = snapshot()
subprocess.run([tool, "--quiet", "--extra-arg=-Xclang", "--extra-arg=-dependency-dot", "--extra-arg=-Xclang",
                "--extra-arg=" + victim, "main.cpp", "--", "-DN=0"], cwd=top, check=True)
assert snapshot()[victim][3] != before[victim][3]
print("held", len(FLAGS))
