"""Chromium with one page open, driven over its DevTools protocol (--remote-debugging-pipe: JSON ended by NUL)."""

import json
import os
import select
import shutil
import signal
import time
from pathlib import Path

from processes import BenchError, process_tree, program

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT = 1280, 1000
# Where the protocol's pipe is, as the child sees it.
COMMANDS_FD, ANSWERS_FD = 3, 4
PATIENCE_SECONDS = 30
END_SECONDS = 10


class Browser:
    """A headless browser with a profile of its own in the folder; to be closed."""

    def __init__(self, folder):
        path = next(filter(None, map(program, PROGRAMS)), None)
        if not path:
            raise BenchError(f"no browser (expected: {', '.join(PROGRAMS)})")
        command = [path, "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu"]
        command += [f"--user-data-dir={folder}/browser", f"--window-size={WIDTH},{HEIGHT}"]
        if os.geteuid() == 0:
            command.append("--no-sandbox")  # which root can't have
        self.profile = f"{folder}/browser"
        self.number = 0
        self.received = b""
        self.pid = self._spawn([*command, "about:blank"], f"{folder}/browser.log")
        try:
            self.version = self.ask("Browser.getVersion")["product"]
            page = next(one for one in self.ask("Target.getTargets")["targetInfos"] if one["type"] == "page")
            attached = self.ask("Target.attachToTarget", {"targetId": page["targetId"], "flatten": True})
            self.session = attached["sessionId"]
            self.ask_page("Performance.enable")
        except BaseException:
            self.close()
            raise

    def _spawn(self, command, log):
        commands_in, self.commands = os.pipe()
        self.answers, answers_out = os.pipe()
        # The child's ends may have the very numbers that they are to get.
        ends = [_out_of_the_way(end) for end in (commands_in, answers_out)]
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        actions = [(os.POSIX_SPAWN_DUP2, output, 1), (os.POSIX_SPAWN_DUP2, output, 2)]
        actions += [(os.POSIX_SPAWN_DUP2, end, fd) for end, fd in zip(ends, (COMMANDS_FD, ANSWERS_FD), strict=True)]
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
        for end in (*ends, output):
            os.close(end)
        return pid

    def ask(self, method, parameters=None, session=None):
        """The answer to a command; what fails there fails here."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = json.loads(self._message(deadline, method))
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise BenchError(f"browser: {method}: {answer['error']}")
                return answer["result"]

    def ask_page(self, method, parameters=None):
        return self.ask(method, parameters, self.session)

    def _message(self, deadline, method):
        while b"\0" not in self.received:
            if not select.select([self.answers], [], [], max(0, deadline - time.monotonic()))[0]:
                raise BenchError(f"browser: no answer to {method} in {PATIENCE_SECONDS} s")
            part = os.read(self.answers, 1 << 16)
            if not part:
                raise BenchError(f"browser: ended before it answered {method}")
            self.received += part
        message, _, self.received = self.received.partition(b"\0")
        return message

    def open(self, url):
        failed = self.ask_page("Page.navigate", {"url": url}).get("errorText")
        if failed:
            raise BenchError(f"browser: {url}: {failed}")

    def value(self, expression):
        """What an expression is in the page."""
        answer = self.ask_page("Runtime.evaluate", {"expression": expression, "returnByValue": True})
        if "exceptionDetails" in answer:
            raise BenchError(f"browser: {expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def page_memory(self):
        """After a garbage collection: the page's JavaScript heap in MB, its DOM nodes, its listeners of events."""
        self.ask_page("HeapProfiler.collectGarbage")
        metrics = {one["name"]: one["value"] for one in self.ask_page("Performance.getMetrics")["metrics"]}
        return {
            "heap_mb": metrics["JSHeapUsedSize"] / 1e6,
            "nodes": int(metrics["Nodes"]),
            "listeners": int(metrics["JSEventListeners"]),
        }

    def memory_mb(self):
        """Memory of all its processes, what they share counted once (PSS)."""
        total = 0
        for pid in process_tree(self.pid):
            try:
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            except (FileNotFoundError, ProcessLookupError):
                continue  # has ended since
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total * 1024 / 1e6

    def close(self):
        """Ends it; its processes end with the first of them."""
        os.close(self.commands)
        os.close(self.answers)
        os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + END_SECONDS
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                break
            time.sleep(0.05)
        shutil.rmtree(self.profile, ignore_errors=True)


def _out_of_the_way(descriptor):
    """The same file under a number that the child doesn't give to another."""
    moved = os.dup(descriptor)
    if moved <= ANSWERS_FD:
        again = _out_of_the_way(moved)
        os.close(descriptor)
        return again
    os.close(descriptor)
    return moved
