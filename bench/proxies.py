"""The proxies that are compared: how each is set to the job, and started."""

import os
import shlex
import time
from dataclasses import dataclass, field

import kinds
import peers
from processes import HERE, Running, await_200, first_line, free_port

CLIENT_HOST = "b2.example.com"
OVERRIDE = "go.advent.2019.co.jp"
START_SECONDS = 30
JVM_OPTIONS = HERE.parent / "tools/image/jvm.options"
# A peer's configuration file, and the arguments that come before its name.
CONFIGURATION = {
    "nginx": ("nginx.conf", ["-e", "@dir@/nginx-error.log", "-p", "@dir@", "-c"]),
    "haproxy": ("haproxy.cfg", ["-f"]),
    "caddy": ("Caddyfile", ["run", "--adapter", "caddyfile", "--config"]),
    "envoy": ("envoy.yaml", ["--concurrency", "1", "--disable-hot-restart", "-c"]),
}


@dataclass(frozen=True)
class Proxy:
    """A program that can do the job. The command ends with the arguments that configure it."""

    name: str
    version: str
    command: list[str]
    port: int
    tls_port: int
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """What all proxies of a setup are set to; the folder holds certificate and key of setups with TLS."""

    setup: kinds.Setup
    origin_port: int
    folder: str
    forwarded: bool = True

    def configured(self, name, port, tls_port):
        """The named configuration of bench/peers, filled in; the path of what was written."""
        text = fill((HERE / "peers" / name).read_text(), self._marks_left_out())
        values = {"port": port, "tls-port": tls_port, "origin": self.origin_port, "dir": self.folder}
        for placeholder, value in values.items():
            text = text.replace(f"@{placeholder}@", str(value))
        return self._write(f"{port}-{name}", text)

    def rules(self, count):
        return self._write(f"{count}-rules.yaml", kinds.rules_document(count))

    def _marks_left_out(self):
        marks = {
            "forwarded": self.forwarded,
            "tls": self.setup.tls,
            "origin-tls": self.setup.origin_tls,
            "origin-plain": not self.setup.origin_tls,
        }
        return [mark for mark, kept in marks.items() if not kept]

    def _write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path


def fill(text, left_out):
    """The text without the lines that end in a comment with one of these marks."""
    endings = tuple(f" # {mark}" for mark in left_out)
    return "".join(line for line in text.splitlines(keepends=True) if not line.rstrip("\n").endswith(endings))


def peer(name, job, workspace):
    """The named peer, set to the job, or None if it isn't there."""
    found = peers.find(name, workspace)
    if not found:
        return None
    port, tls_port = free_port(), free_port()
    if name == "go":
        tls = f"{job.folder}/tls" if job.setup.tls or job.setup.origin_tls else ""
        flags = {"port": port, "origin": job.origin_port, "forwarded": str(job.forwarded).lower(), "files": tls}
        flags |= {"tls-port": tls_port if job.setup.tls else 0, "origin-tls": str(job.setup.origin_tls).lower()}
        command = [found.program, *(f"-{flag}={value}" for flag, value in flags.items())]
    else:
        configuration, before = CONFIGURATION[name]
        prefix = [argument.replace("@dir@", job.folder) for argument in before]
        command = [found.program, *prefix, job.configured(configuration, port, tls_port)]
    return Proxy(name, found.version, command, port, tls_port)


def rehost(name, program, job, options, variant=None):
    """A build of Rehost (quarkus-run.jar or a native program), or None if it isn't there."""
    if not os.path.exists(program):
        return None
    port, tls_port = free_port(), free_port()
    variant = variant or kinds.Variant()
    rules = job.rules(variant.rules) if variant.rules else job.configured("rehost.yaml", port, tls_port)
    environment = rehost_environment(job, port, tls_port) | {"REHOST_RULES_FILE": rules} | variant.environment
    if program.endswith(".jar"):
        runtime = first_line([options.java, "-version"])
        command = [options.java, *shlex.split(options.java_opts), "-jar", program, "proxy"]
    else:
        runtime, command = "native", [program, "proxy"]
    # The commit is that of this checkout: where a jar from elsewhere comes from, only its path tells.
    source = program if name in options.other_builds else commit()
    return Proxy(name, f"{source}, {runtime}", command, port, tls_port, environment)


def rehost_environment(job, port, tls_port):
    forwarded = "x-forwarded" if job.forwarded else "off"
    environment = {
        "REHOST_LISTEN": f"127.0.0.1:{port}",
        "REHOST_MANAGEMENT": f"127.0.0.1:{free_port()}",
        "REHOST_CONSOLE": "off",
        "REHOST_UPSTREAM": f"http{'s' * job.setup.origin_tls}://127.0.0.1:{job.origin_port}",
        "REHOST_FORWARDED": forwarded,
        "REHOST_FORWARDED_HOST": str(job.forwarded).lower(),
        "REHOST_LOOP_ID": "off",
        "REHOST_ACCESS_LOG": "off",
        "REHOST_WORKERS": "1",
    }
    if job.setup.origin_tls:
        environment["REHOST_UPSTREAM_SERVER_NAME"] = OVERRIDE
    if job.setup.tls:
        environment["REHOST_LISTEN_TLS"] = f"127.0.0.1:{tls_port}"
        environment["REHOST_TLS_CERTIFICATE"] = f"{job.folder}/tls.crt"
        environment["REHOST_TLS_KEY"] = f"{job.folder}/tls.key"
    return environment


def java_options(heap="-Xmx64m"):
    """Those of the image, but for its AOT cache, with the heap that they make of 160 MiB."""
    lines = JVM_OPTIONS.read_text().splitlines()
    options = [line for line in lines if line.startswith("-")]
    own = ("-XX:AOTCache=", "-XX:MinRAMPercentage", "-XX:MaxRAMPercentage")
    return " ".join([*(option for option in options if not option.startswith(own)), heap])


def commit():
    return first_line(["git", "-C", str(HERE), "describe", "--always", "--dirty"])


def start(proxy, folder, core=None):
    """Starts a proxy; returns it and the seconds until the first proxied 200."""
    begin = time.monotonic()
    running = Running(proxy.name, proxy.command, f"{folder}/{proxy.port}.log", core, proxy.environment)
    try:
        await_200(running, proxy.port, CLIENT_HOST, begin + START_SECONDS)
    except BaseException:
        running.stop()
        raise
    return running, time.monotonic() - begin
