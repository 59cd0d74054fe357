#!/usr/bin/env python3
"""Installs packages on a Debian that has nothing else, and uses them there.

  debian_root.py FOLDER PACKAGE.deb...

Makes a root in FOLDER with apt and what the packages depend on, no more; then
runs ctx-tidy, and each clang-tidy with its plugin, on a file that has one
finding; removes the packages, and the folder.
"""

import glob
import os
import re
import shutil
import subprocess
import sys

SOURCE = """#include <stop_token>
bool fetch(const char *, std::stop_token);
bool g(std::stop_token stop) { return fetch("x", std::stop_token{}) && stop.stop_requested(); }
"""
HOOKS = "/usr/share/mmdebstrap/hooks/file-mirror-automount"


def make(root, debs):
    line = ["mmdebstrap", "--quiet", "--variant=apt", "--include=libstdc++-12-dev",
            f"--hook-dir={HOOKS}"]
    line += [f"--include={os.path.abspath(d)}" for d in debs]
    line += ["bookworm", root, "/etc/apt/sources.list.d/debian.sources"]
    p = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, text=True)
    if p.returncode:
        sys.exit(p.stdout)


def there(root, *line):
    print("$", *line, flush=True)
    env = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/root"}
    mounts = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'
    p = subprocess.run(["unshare", "--mount", "sh", "-c", mounts, root, *line], stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       text=True, env=env)
    print(p.stdout, f"exit code {p.returncode}", sep="", flush=True)


def main():
    root = sys.argv[1]
    debs = sorted(d for pattern in sys.argv[2:] for d in glob.glob(pattern))
    try:
        make(root, debs)
        with open(os.path.join(root, "a.cpp"), "w") as f:
            f.write(SOURCE)
        there(root, "ctx-tidy", "--version")
        there(root, "ctx-tidy", "doctor")
        there(root, "ctx-tidy", "/a.cpp", "--", "-std=c++20")
        for deb in debs:
            plugin = re.search(r"plugin-(\d+)_", deb)
            if plugin:
                major = plugin[1]
                there(root, f"clang-tidy-{major}", "--checks=-*,ctx-*",
                      f"--load=/usr/lib/ctx-tidy/ctx-tidy-plugin-{major}.so",
                      "/a.cpp", "--", "-std=c++20")
        names = [os.path.basename(d).split("_")[0] for d in debs]
        there(root, "dpkg", "--purge", *names)
        there(root, "sh", "-c", "ls -d /usr/bin/ctx-tidy /usr/lib/ctx-tidy /usr/lib/cmake/CtxTidy")
    finally:
        shutil.rmtree(root, ignore_errors=True)


main()
