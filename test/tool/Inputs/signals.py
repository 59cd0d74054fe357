"""signals.py TOOL FOLDER: stops the tool, and kills its workers, while it hangs
in FOLDER/hang.cpp; ends with an assertion if the tool does not behave."""
import os
import signal
import subprocess
import sys
import time

tool, folder = sys.argv[1:]
command = [tool, "-j2", "--extra-arg=-fconstexpr-steps=4000000000", "lost.cpp",
           "hang.cpp", "hang2.cpp", "silent.cpp", "--", "-std=c++20"]

# How each format says that it is not complete.
MARKS = {"text": "this report is not complete", "json": '"complete": false', "sarif": '"executionSuccessful": false',
         "gitlab": "not analysed: interrupted", "github": "title=not analysed::interrupted",
         "rdjsonl": "not analysed: interrupted", "markdown": "**This report is not complete.**",
         "html": "not complete"}


def workers(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as f:
        return [int(c) for c in f.read().split()]


def hanging(run):
    """Workers that outlive the others: those of the files that hang."""
    deadline = time.time() + 60
    seen = []
    while time.time() < deadline:
        seen.append(workers(run.pid))
        # On a busy machine the others take seconds, too.
        if seen[-1] and seen[-4:] == 4 * [seen[-1]]:
            return seen[-1]
        time.sleep(1.5)
    raise AssertionError("no worker hangs")


def gone(pid):
    deadline = time.time() + 10
    while time.time() < deadline:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as f:
                if f.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def start(args):
    return subprocess.Popen(args, cwd=folder, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True)


for number in (signal.SIGINT, signal.SIGTERM):
    run = start(command[:1] + [f"--output={f}:{folder}/out.{f}" for f in MARKS] + ["--output=text"] + command[1:])
    children = hanging(run)
    run.send_signal(number)
    out, err = run.communicate(timeout=30)
    assert run.returncode == 128 + number, (run.returncode, err)
    assert "interrupted: this report is not complete" in err, err
    assert "hang.cpp: not analysed: interrupted" in err, err
    assert "lost.cpp:5:20: warning:" in out, out
    assert all(gone(c) for c in children), children
    for name, mark in MARKS.items():
        with open(f"{folder}/out.{name}", encoding="utf-8") as f:
            assert mark in f.read(), name
        os.remove(f"{folder}/out.{name}")
    # The results of a shard hold what was found, and what was not analysed.
    if number == signal.SIGINT:
        run = start(command[:1] + ["--shard=1/1", f"--results={folder}/out.shard"] + command[1:])
        hanging(run)
        run.send_signal(number)
        assert run.communicate(timeout=30) and run.returncode == 128 + number
        done = subprocess.run([tool, "merge", "out.shard"], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 3 and "lost.cpp:5:20: warning:" in done.stdout, done
        assert "hang.cpp: not analysed: interrupted" in done.stderr, done
        os.remove(f"{folder}/out.shard")

# A worker killed from outside is tried once more, then reported.
run = start([tool, "-j1", "--extra-arg=-fconstexpr-steps=4000000000", "hang.cpp",
             "lost.cpp", "--", "-std=c++20"])
for _ in range(2):
    os.kill(hanging(run)[0], signal.SIGKILL)
    time.sleep(0.5)
out, err = run.communicate(timeout=60)
assert run.returncode == 3, (run.returncode, err)
assert "hang.cpp: not analysed: the compiler crashed" in err, err
assert "lost.cpp:5:20: warning:" in out, out

# A driver that is killed leaves no workers.
run = start(command)
children = hanging(run)
run.kill()
run.communicate()
assert all(gone(c) for c in children), children
for name in os.listdir(os.environ["TMPDIR"]):  # the one thing it could not remove
    path = os.path.join(os.environ["TMPDIR"], name)
    for file in os.listdir(path):
        os.remove(os.path.join(path, file))
    os.rmdir(path)
