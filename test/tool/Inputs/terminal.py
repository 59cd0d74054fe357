"""terminal.py COMMAND...: runs it with a terminal as its error stream and prints
what it writes there, each overwritten line on a line of its own."""
import os
import pty
import subprocess
import sys

ours, theirs = pty.openpty()
run = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=theirs)
os.close(theirs)
seen = b""
while True:
    try:
        more = os.read(ours, 4096)
    except OSError:  # how a terminal says that the other end is closed
        break
    if not more:
        break
    seen += more
run.wait()
for line in seen.decode().replace("\x1b[K", "\n").replace("\r", "\n").split("\n"):
    if line.strip():
        print(line)
