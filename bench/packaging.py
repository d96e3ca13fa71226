#!/usr/bin/env python3
"""Start-up and memory of the ways to package Rehost, in turn, in one run.

    make package && cp -r target/quarkus-app fast-jar
    ./mvnw package -DskipTests -Dquarkus.package.jar.type=aot-jar && cp -r target/quarkus-app aot-jar
    python3 bench/packaging.py --java "$JAVA_HOME/bin/java" fast-jar/quarkus-run.jar aot-jar/quarkus-run.jar

Each JAR is also measured with an AOT cache that is trained by serving requests, then SIGTERM, unless
--no-cache is given. With --configmap the rules come through the Kubernetes client from an API server
that this program plays.
"""

import argparse
import http.server
import json
import os
import shlex
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

import proxies
from proxies import HERE, Running
from run import JAVA_OPTS, build

RULES = HERE / "peers/rehost.yaml"


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
        item["data"] = {"rules.yaml": RULES.read_text()}
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


class Measurement:
    """One way to package: how long until the first proxied 200, and what is resident after load."""

    def __init__(self, arguments, environment, origin_port, workspace):
        self.port = proxies.free_port()
        self.command = [*arguments, "proxy"]
        self.environment = {
            **environment,
            "REHOST_LISTEN": f"127.0.0.1:{self.port}",
            "REHOST_MANAGEMENT": f"127.0.0.1:{proxies.free_port()}",
            "REHOST_UPSTREAM": f"http://127.0.0.1:{origin_port}",
        }
        self.workspace = workspace
        self.starts = []

    def run(self, load_seconds=0):
        """Resident and private MB after the load; None without load."""
        began = time.monotonic()
        running = Running("rehost", self.command, self.workspace / "log", None, self.environment)
        await_200(running, self.port)
        self.starts.append((time.monotonic() - began) * 1000)
        memory = None
        if load_seconds:
            client = [self.workspace / "client", str(self.port), proxies.CLIENT_HOST]
            load = [*client, "/s", "64", str(load_seconds), "0", "0"]
            subprocess.run(load, check=True, stdout=subprocess.DEVNULL)
            memory = running.resident_mb()
        running.process.send_signal(signal.SIGTERM)
        running.process.wait()
        return memory


def await_200(running, port):
    request = f"GET /s HTTP/1.1\r\nHost: {proxies.CLIENT_HOST}\r\nConnection: close\r\n\r\n"
    while True:
        running.check_alive()
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as connection:
                connection.sendall(request.encode())
                if connection.recv(4096).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            pass  # does not listen yet
        time.sleep(0.001)


def measurements(options, environment, origin_port, workspace):
    java = [options.java, *shlex.split(options.java_opts)]
    found = {}
    for jar in options.jars:
        name = Path(jar).parent.name
        found[name] = Measurement([*java, "-jar", jar], environment, origin_port, workspace)
        if options.cache:
            cache = workspace / f"{name}.aot"
            training = [*java, f"-XX:AOTCacheOutput={cache}", "-jar", jar]
            Measurement(training, environment, origin_port, workspace).run(load_seconds=5)
            cached = [*java, f"-XX:AOTCache={cache}", "-jar", jar]
            found[f"{name} with cache"] = Measurement(
                cached, environment, origin_port, workspace
            )
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("jars", nargs="+", help="quarkus-run.jar or runner JARs")
    parser.add_argument("--java", default="java")
    parser.add_argument("--java-opts", default=JAVA_OPTS)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--configmap", action="store_true", help="rules from an API server")
    parser.add_argument("--no-cache", dest="cache", action="store_false")
    options = parser.parse_args()
    api = http.server.ThreadingHTTPServer(("127.0.0.1", 0), ApiServer)
    threading.Thread(target=api.serve_forever, daemon=True).start()
    environment = {"REHOST_WORKERS": "1"}
    if options.configmap:
        url = f"http://127.0.0.1:{api.server_port}"
        environment |= {"REHOST_RULES_CONFIGMAPS": "site", "REHOST_NAMESPACE": "default"}
        environment["QUARKUS_KUBERNETES_CLIENT_API_SERVER_URL"] = url
    else:
        environment["REHOST_RULES_FILE"] = str(RULES)
    with tempfile.TemporaryDirectory() as directory:
        workspace = Path(directory)
        for program in ("origin", "client"):
            build(program, workspace)
        port = proxies.free_port()
        origin = Running("origin", [workspace / "origin", str(port), proxies.OVERRIDE], os.devnull)
        try:
            ways = measurements(options, environment, port, workspace)
            for _ in range(options.starts):
                for way in ways.values():
                    way.run()
            print("| packaging | start to first proxied 200, ms | RSS, MB | private, MB |")
            print("|---|---|---|---|")
            for name, way in ways.items():
                start = median(way.starts)
                resident, private = way.run(load_seconds=10)
                print(f"| {name} | {start:.0f} | {resident:.0f} | {private:.0f} |", flush=True)
        finally:
            origin.stop()


if __name__ == "__main__":
    main()
