# lit's configuration of all suites. The site file in the build folder sets
# config.ctx_build and loads this.
import importlib.util
import os
import shutil
import sys

import lit.formats
import lit.util

sys.path.insert(0, os.path.dirname(__file__))

config.name = "ctx-tidy"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".cpp", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.ctx_build, "test")
config.ctx_root = os.path.dirname(config.test_source_root)

llvm = config.llvm_tools
config.environment["PATH"] = os.pathsep.join([llvm, config.environment["PATH"]])
config.substitutions.append(("%{path}", config.environment["PATH"]))
# Tools must not look at what happens to be configured around them.
for name in ("CTX_HOSTS", "CCACHE_DIR"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
# Headers that cannot be installed beside the others: the folder that they lie in.
if "CTX_CPPREST" in os.environ:
    config.available_features.add("cpprest")
    config.substitutions.append(("%cpprest", os.environ["CTX_CPPREST"]))
config.environment["CTX_BUILD"] = config.ctx_build
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"
# No place to keep results: a test says so if it wants any.
config.environment["XDG_CACHE_HOME"] = os.devnull

tool = os.path.join(config.ctx_build, "bin", "ctx-tidy")
check = os.path.join(config.test_source_root, "check.py")
for name, value in (
        ("%ctx-tidy", tool),
        ("%plugin", os.path.join(config.ctx_build, "lib", "ctx-tidy-plugin-22.so")),
        ("%clang-tidy", "clang-tidy-22"),
        ("%clang", "clang++-22"),
        ("%check", f"{sys.executable} {check} --build={config.ctx_build}"),
        ("%llvm-include", config.llvm_include),
        ("%python", sys.executable),
        ("%inputs", os.path.join(config.test_source_root, "Inputs")),
        ("%build", config.ctx_build),
        ("%repo", config.ctx_root)):
    config.substitutions.append((name + r"\b", value))

# What test/node/install has put there, which scripts/test runs.
if os.path.exists(os.path.join(config.ctx_build, "node", "installed")):
    config.available_features.add("npm")
# Python's, for what is YAML.
if all(importlib.util.find_spec(m) for m in ("yaml", "jsonschema")):
    config.available_features.add("jsonschema")
# `cmake --build build --target ctx_fuzz`, which scripts/test does in CI.
if os.path.exists(os.path.join(config.ctx_build, "test", "fuzz", "ctx_fuzz")):
    config.available_features.add("fuzz")
# A Debian of its own, to install packages on. Takes a superuser, the mirror that
# this machine is installed from, and a minute or two.
if os.geteuid() == 0 and shutil.which("mmdebstrap") and os.path.exists(
        "/etc/apt/sources.list.d/debian.sources"):
    config.available_features.add("debian-root")
# The plugins for older clang-tidy: plugin-14 and so on.
config.available_features.update(f"plugin-{major}" for major in config.plugin_majors)
if "CI" in os.environ:
    config.available_features.add("ci")

# A hang is a failure, not a hung run.
if lit.util.killProcessAndChildrenIsSupported()[0]:
    lit_config.maxIndividualTestTime = 600
