"""The warm process: imports once what notebooks need, then forks a kernel at each request.

It runs in one thread and draws nothing, so that a fork of it is whole. It ends, with all of its
kernels, when the process that started it has ended, in whatever way.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import selectors
import shutil
import signal
import socket
import sys
from collections.abc import Iterable
from pathlib import Path

from panelpack.kernels import children, forked, messages
from panelpack.kernels.lean import import_all, uncollected
from panelpack.kernels.messages import Request

Started = tuple[Request, list[int]]
"""A request and the open files for the output of the kernel that it asks for."""
_LOOK_AT_OWNER = 1.0
_REQUEST_TIME = 10.0
# What an interpreter reads only when it starts.
_FIXED = ("PYTHON", "LANG", "LC_", "LD_")


class Warm:
    """Serves the clients of one listening socket; see `serve`."""

    def __init__(self, listener: socket.socket, owner: socket.socket, lock: int):
        self._listener, self._owner, self._lock = listener, owner, lock
        self._owner_pid, self._pid = os.getppid(), os.getpid()
        self._kernels: dict[int, socket.socket | None] = {}
        self._fixed = _fixed(os.environ)
        self._sources = _sources()
        self._ended, ended = socket.socketpair()
        self._ended.setblocking(False)
        ended.setblocking(False)
        self._waking = ended
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(ended.fileno(), warn_on_full_buffer=False)
        self._selector = selectors.DefaultSelector()
        for each in (listener, owner, self._ended):
            self._selector.register(each, selectors.EVENT_READ, None)

    def serve(self) -> Started | None:
        """Fork kernels until the owner ends, then end them and return None.

        In each process that is forked it returns the request for it instead.
        """
        while os.getppid() == self._owner_pid:
            for key, _ in self._selector.select(_LOOK_AT_OWNER):
                if key.fileobj is self._owner:
                    return self._end()
                if key.fileobj is self._listener:
                    started = self._accept()
                    if started:
                        return started
                elif key.fileobj is self._ended:
                    self._reap()
                elif self._kernels.get(key.data) is key.fileobj:
                    self._hear(key.data)
        return self._end()

    def _accept(self) -> Started | None:
        """Take a client's request, and return it in the process that is forked for it."""
        connection, _ = self._listener.accept()
        connection.settimeout(_REQUEST_TIME)
        try:
            request, streams = messages.receive_request(connection)
        except (OSError, EOFError, ValueError):
            connection.close()
            return None
        if self._answer(request, connection):
            return request, streams
        for file in streams:
            os.close(file)
        return None

    def _answer(self, request: Request, connection: socket.socket) -> bool:
        """Fork a kernel or say why not; return whether this is the new process."""
        refusal = self._refusal(request)
        if not refusal:
            try:
                return self._fork(request, connection)
            except OSError as error:
                refusal = str(error)
        _tell(connection, refused=refusal)
        connection.close()
        return False

    def _fork(self, request: Request, connection: socket.socket) -> bool:
        """Fork, and return whether this is the new process."""
        if not request.call:  # what a function leaves ends by itself, and tidies up before
            children.adopt_orphans()
        pid = os.fork()
        if pid == 0:
            self._forget(connection)
            return True
        self._kernels[pid] = connection
        self._selector.register(connection, selectors.EVENT_READ, pid)
        _tell(connection, pid=pid)
        return False

    def _forget(self, connection: socket.socket) -> None:
        """Close in the new process what belongs to the warm one."""
        signal.set_wakeup_fd(-1)
        self._selector.close()
        os.close(self._lock)
        others = [each for each in self._kernels.values() if each]
        for each in (self._listener, self._owner, self._ended, self._waking, connection, *others):
            each.close()

    def _hear(self, pid: int) -> None:
        """Do as a kernel's client says; end the kernel when the client is gone."""
        connection = self._kernels[pid]
        try:
            received = connection.recv(1 << 12)
        except OSError:
            received = b""
        if received:
            for number in received:
                children.send_signal(pid, number)
        else:
            self._leave(pid)
            children.send_signal(pid, signal.SIGKILL)

    def _leave(self, pid: int) -> None:
        connection = self._kernels[pid]
        if connection:
            self._selector.unregister(connection)
            connection.close()
            self._kernels[pid] = None

    def _reap(self) -> None:
        """Tell the clients of kernels that have ended, and leave nothing of these behind."""
        self._ended.recv(1 << 12)
        while pid := children.has_ended(os.WNOHANG):
            code = children.bury(pid)
            if self._kernels.get(pid):
                _tell(self._kernels[pid], exit=code)
                self._leave(pid)
            self._kernels.pop(pid, None)

    def _end(self) -> None:
        self._listener.close()
        while living := {*self._kernels, *children.living()}:
            for pid in living:
                children.send_signal(pid, signal.SIGKILL)
            ended = children.has_ended()
            children.bury(ended)
            self._kernels.pop(ended, None)

    def _refusal(self, request: Request) -> str:
        """Say why this process can't be the kernel that is asked for; nothing if it can."""
        if not request.call and forked.arguments(request.command) is None:
            return "it is not this environment's ipykernel"
        differing = _fixed(request.environment).items() ^ self._fixed.items()
        if differing:
            return f"it is to have another {min(differing)[0]}"
        if _changed_last(self._sources) != self._sources:
            return "a module has been changed since the warm process loaded it"
        return "" if os.path.isdir(request.folder) else "its folder does not exist"


def _tell(connection: socket.socket, **message) -> None:
    # If the client has gone, its closed connection says what is to be done.
    with contextlib.suppress(OSError):
        messages.send(connection, **message)


def _is_gone(owner: socket.socket) -> bool:
    owner.setblocking(False)
    try:
        return not owner.recv(1)
    except BlockingIOError:
        return False
    except OSError:
        return True


def _fixed(environment) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_FIXED)}


def _sources() -> dict[str, int]:
    """Return when each module that someone may be editing was changed last.

    Asked once: to look at a module writes to its memory, which each fork then copies.
    """
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())} - {None}
    return _changed_last(f for f in files if not f.startswith((sys.prefix, sys.base_prefix)))


def _changed_last(files: Iterable[str]) -> dict[str, int]:
    return {file: os.stat(file).st_mtime_ns for file in files if os.path.exists(file)}


def _load(names: list[str]) -> None:
    """Import modules, call functions, and freeze all that, so that forks share its memory."""
    with uncollected():
        import_all(names)
    if children.TASKS.is_dir() and len(list(children.TASKS.iterdir())) > 1:
        raise RuntimeError("an import has started a thread, so a fork would not be whole")
    gc.freeze()


def serve(listener: socket.socket, owner: socket.socket, lock: int) -> None:
    """Serve from this process, which has loaded everything; a fork of it runs its kernel."""
    folder, warm, started = Path.cwd(), os.getpid(), None
    if str(folder) in sys.path:
        sys.path.remove(str(folder))
    importlib.invalidate_caches()  # once: each kernel would have to copy what it touches
    try:
        ready = Warm(listener, owner, lock)
        messages.send(owner, ready=True)
        started = ready.serve()
    finally:
        if os.getpid() == warm and _is_gone(owner):
            shutil.rmtree(folder, ignore_errors=True)
    if started:
        forked.run(*started, warm)


def main() -> None:
    """Load the modules named, then serve."""
    listener, owner, lock, *names = sys.argv[1:]
    owner = socket.socket(fileno=int(owner))
    try:
        _load(names)
    except BaseException:
        if _is_gone(owner):
            shutil.rmtree(Path.cwd(), ignore_errors=True)
        raise
    serve(socket.socket(fileno=int(listener)), owner, int(lock))


if __name__ == "__main__":
    main()
