#!/usr/bin/env python3
"""Start-up and memory of the ways to package Rehost, in turn, in one run.

    python3 bench/packaging.py --image target/image/root target/quarkus-app/quarkus-run.jar

JARs run with the image's options and a heap of 64 MiB; with --cache each is also measured with an AOT cache that is trained by
serving requests, then SIGTERM. With --configmap the rules of JARs come through the Kubernetes client from an API server that this
program plays.
"""

import argparse
import http.server
import json
import os
import shlex
import signal
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import kinds
import proxies
import report
from image import Image, java_pid, revision
from load import open_load
from processes import BenchError, Running, await_200, compile_c, free_port
from rounds import start_origin

RULES = kinds.rules_document(2)
IMAGE_GOALS = {"starts": 450, "rss_mb": 120}
PATIENCE_SECONDS = 60


class ApiServer(http.server.BaseHTTPRequestHandler):
    """Lists one ConfigMap, and keeps every watch on it open without an event."""

    protocol_version = "HTTP/1.1"
    metadata = {"name": "site", "namespace": "default", "resourceVersion": "1"}

    def do_GET(self):
        if "watch=true" in self.path:
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.rfile.read()  # until the client goes
            return
        item = {"kind": "ConfigMap", "apiVersion": "v1", "metadata": self.metadata}
        item["data"] = {"rules.yaml": RULES}
        body = json.dumps(
            {"kind": "ConfigMapList", "apiVersion": "v1", "metadata": self.metadata, "items": [item]}
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing: the table is the output."""


class Way:
    """One way to package: how long until the first proxied 200, and what is resident after load."""

    def __init__(self, command, environment, origin_port, workspace):
        self.port = free_port()
        self.command = [*command, "proxy"]
        job = proxies.Job(kinds.SETUPS["plain"], origin_port, str(workspace), forwarded=False)
        self.environment = proxies.rehost_environment(job, self.port, 0) | environment
        self.workspace = workspace
        self.starts = []
        self.rss_mb = []
        self.own_mb = []

    def run(self, load_seconds=0):
        """A start and, after load of so many seconds, the memory."""
        began = time.monotonic()
        running = Running("rehost", self.command, self.workspace / "log", None, self.environment)
        try:
            await_200(running, self.port, proxies.CLIENT_HOST, began + PATIENCE_SECONDS)
            self.starts.append((time.monotonic() - began) * 1000)
            if load_seconds:
                self.load(load_seconds)
                rss, own = running.resident_mb()
                self.rss_mb.append(rss)
                self.own_mb.append(own)
            os.kill(java_pid(running), signal.SIGTERM)
            running.process.wait(PATIENCE_SECONDS)
        finally:
            running.stop()

    def load(self, seconds):
        here = proxies.Proxy("rehost", "", [], self.port, 0)
        load = open_load(here, kinds.KINDS["small"], self.workspace / "client")
        try:
            load.round(seconds)
        finally:
            load.close()


def ways(options, environment, origin_port, workspace):
    """By name, the JARs first."""
    java = [options.java, *shlex.split(options.java_opts)]
    found = {}
    for jar in options.jars:
        name = Path(jar).parent.name
        found[name] = Way([*java, "-jar", jar], environment, origin_port, workspace)
        if options.cache:
            cache = workspace / f"{name}.aot"
            training = [*java, f"-XX:AOTCacheOutput={cache}", "-jar", jar]
            Way(training, environment, origin_port, workspace).run(load_seconds=5)
            cached = [*java, f"-XX:AOTCache={cache}", "-jar", jar]
            found[f"{name} with cache"] = Way(cached, environment, origin_port, workspace)
    return found


def measure(options, environment, workspace):
    """The ways, each started so many times and loaded in the last of them."""
    origin, port = start_origin(workspace, forwarded=False)
    image = Image(options.image, RULES) if options.image else None
    try:
        measured = ways(options, environment, port, workspace)
        if image:
            settings = {"REHOST_WORKERS": "1", **image.environment("-Xmx64m")}
            measured["image"] = Way(image.command(), settings, port, workspace)
            for name, more in options.variants:
                variant = settings | {"_JAVA_OPTIONS": more}
                measured[f"image, {name}"] = Way(image.command(), variant, port, workspace)
        for number in range(options.starts):
            for name, way in measured.items():
                way.run(load_seconds=options.load if number >= options.starts - options.loaded else 0)
                print(f"{number + 1}/{options.starts} {name}: {way.starts[-1]:.0f} ms", flush=True)
        return measured
    finally:
        if image:
            image.close()
        origin.stop()


def rules_from(options, workspace):
    """The variables that give a JAR its rules."""
    if not options.configmap:
        file = workspace / "rules.yaml"
        file.write_text(RULES)
        return {"REHOST_RULES_FILE": str(file)}
    api = http.server.ThreadingHTTPServer(("127.0.0.1", 0), ApiServer)
    threading.Thread(target=api.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{api.server_port}"
    rules = {"REHOST_RULES_CONFIGMAPS": "site", "REHOST_NAMESPACE": "default"}
    return rules | {"QUARKUS_KUBERNETES_CLIENT_API_SERVER_URL": url}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("jars", nargs="*", help="quarkus-run.jar or runner JARs")
    parser.add_argument("--image", help="file system of an unpacked image, started as tools/image/run does (root)")
    parser.add_argument(
        "--with",
        dest="variants",
        action="append",
        default=[],
        type=lambda text: tuple(text.split("=", 1)),
        metavar="NAME=OPTIONS",
        help="the image with more options of the JVM, too; may be repeated",
    )
    parser.add_argument("--java", default="java")
    parser.add_argument("--java-opts", default=proxies.java_options())
    parser.add_argument("--starts", type=int, default=9)
    parser.add_argument("--loaded", type=int, default=3, help="how many of them are followed by load (3)")
    parser.add_argument("--load", type=float, default=10, help="seconds of it (10)")
    parser.add_argument("--configmap", action="store_true", help="rules of JARs from an API server")
    parser.add_argument("--cache", action="store_true", help="JARs also with an AOT cache of their own")
    parser.add_argument("--out", type=Path, default=Path("target/bench"), help="folder for the results")
    return parser.parse_args()


def main():
    options = parse_arguments()
    began = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="rehost-packaging-") as folder:
        workspace = Path(folder)
        compile_c("client", workspace)
        measured = measure(options, rules_from(options, workspace), workspace)
    results = {
        "command": "make bench-image",
        "commit": revision(options.image) if options.image else proxies.commit(),
        "time": f"{began:%Y-%m-%d %H:%M} UTC",
        "machine": report.machine(),
        "ways": {name: figures(name, way) for name, way in measured.items()},
    }
    report.write_json(results, options.out / "packaging.json")
    print("\n" + report.packaging(results))


def figures(name, way):
    goals = {"goals": IMAGE_GOALS} if name == "image" else {}
    return {"starts": way.starts, "rss_mb": way.rss_mb, "own_mb": way.own_mb, **goals}


if __name__ == "__main__":
    try:
        main()
    except BenchError as error:
        sys.exit(f"packaging: {error}")
