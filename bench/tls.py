"""Load over TLS: HTTP/1.1, HTTP/2 and new connections, by h2load of nghttp2."""

import re
import shutil
import subprocess
import time

from proxies import CLIENT_HOST, LOAD_CORE, BenchError

# New connections are opened this many at a time.
CONNECTIONS_AT_ONCE = 50
MODES = {
    "h1": ["--h1", "-c", "64"],
    "h2": ["-c", "8", "-m", "8"],
    "handshake": ["--h1", "-c", str(CONNECTIONS_AT_ONCE), "-n", str(CONNECTIONS_AT_ONCE)],
}


def available():
    return shutil.which("h2load") and shutil.which("openssl")


def make_certificate(workspace):
    """One for all proxies: P-256, as public ones are today. HAProxy wants both in one file."""
    certificate, key = workspace / "tls.crt", workspace / "tls.key"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-subj", f"/CN={CLIENT_HOST}", "-addext", f"subjectAltName=DNS:{CLIENT_HOST}"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    key.chmod(0o644)
    (workspace / "tls.pem").write_text(certificate.read_text() + key.read_text())


def load(proxy, mode, path, seconds):
    """Puts load on a proxy; returns the requests done, all of them answered with 200."""
    command = ["taskset", "-c", LOAD_CORE, "h2load", *MODES[mode]]
    command += [f"--connect-to=127.0.0.1:{proxy.tls_port}", f"https://{CLIENT_HOST}{path}"]
    if mode != "handshake":
        return _run(proxy, [*command, "-D", f"{round(seconds * 1000)}ms"])
    done, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        done += _run(proxy, command)
    return done


def _run(proxy, command):
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    requests = re.search(r"^requests: .* (\d+) done, .* (\d+) failed", ran.stdout, re.MULTILINE)
    codes = re.search(r"^status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", ran.stdout, re.MULTILINE)
    good = requests and codes and int(codes[1]) > 0 and not any(int(codes[i]) for i in (2, 3, 4))
    if ran.returncode or not good or int(requests[2]):
        raise BenchError(f"{proxy.name}, {' '.join(command)}: {ran.stdout}{ran.stderr}")
    return int(codes[1])
