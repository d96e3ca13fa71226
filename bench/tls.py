"""The certificate of the kinds with TLS, and the origin that speaks it."""

import subprocess

from processes import HERE, LOAD_CORE, BenchError, Running, free_port, program
from proxies import CLIENT_HOST, OVERRIDE, fill


def missing():
    """The programs that the kinds with TLS need and that aren't there."""
    needed = {"h2load": "nghttp2-client", "openssl": "openssl", "nginx": "nginx"}
    return [f"{name} (Debian: {package})" for name, package in needed.items() if not program(name)]


def make_certificate(folder):
    """One for all: P-256, as public ones are today. HAProxy wants certificate and key in one file."""
    certificate, key = folder / "tls.crt", folder / "tls.key"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    names = f"subjectAltName=DNS:{CLIENT_HOST},DNS:{OVERRIDE}"
    command += ["-subj", f"/CN={OVERRIDE}", "-addext", names, "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    key.chmod(0o644)
    (folder / "tls.pem").write_text(certificate.read_text() + key.read_text())


def start_origin(folder, forwarded):
    """nginx, which does as origin.c does, but with TLS, and takes no connection without the right SNI."""
    found, port = program("nginx"), free_port()
    if not found:
        raise BenchError("TLS to the origin needs nginx as that origin")
    text = fill((HERE / "peers/tls-origin.conf").read_text(), [] if forwarded else ["forwarded"])
    for placeholder, value in {"port": port, "dir": folder, "override": OVERRIDE, "body": "x" * 100}.items():
        text = text.replace(f"@{placeholder}@", str(value))
    configuration = folder / "tls-origin.conf"
    configuration.write_text(text)
    command = [found, "-e", folder / "tls-origin-error.log", "-p", folder, "-c", configuration]
    return Running("TLS origin", command, folder / "tls-origin.log", LOAD_CORE), port
