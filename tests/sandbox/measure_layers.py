"""Which attempts succeed when a layer of the sandbox is missing: the table of docs/security.md.

    python -m tests.sandbox.measure_layers

Each attempt is aimed at this script's own files, sockets and process, and changes nothing.
As root it measures root; as another user, that one.
"""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
from pathlib import Path

from tests.sandbox.confined import in_child

# What is removed, and which layers that is.
ROWS: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "PID namespace": ("pid",),
    "all namespaces": ("namespaces", "pid"),
    "Landlock": ("landlock",),
    "seccomp": ("seccomp",),
    "Landlock and namespaces": ("landlock", "namespaces", "pid"),
    "seccomp and namespaces": ("seccomp", "namespaces", "pid"),
    "Landlock and seccomp": ("landlock", "seccomp"),
    "limits": ("limits",),
    "closing of descriptors": ("descriptors",),
    "everything (`off`)": ("off", "namespaces", "pid"),
}

BODY = r"""
import fcntl, mmap, struct
if "pid" not in REMOVED:
    assert namespaces.isolate_processes()
if "limits" in REMOVED:
    posix._limit = lambda policy: None
if "descriptors" in REMOVED:
    posix._close_descriptors = lambda keep: None
gone = [{"namespaces": "unshare"}.get(name, name) for name in REMOVED]
lack(*[name for name in gone if name in ("unshare", "landlock", "seccomp")])
leaked = os.open(SECRET, os.O_RDONLY)
real = ctypes.CDLL(None, use_errno=True)
real.syscall.restype = ctypes.c_long
enter(
    "off" if "off" in REMOVED else "auto",
    isolated="pid" not in REMOVED, workspace=(WORKSPACE,), readable=(READABLE,),
)

def call(number, *arguments, fine=()):
    ctypes.set_errno(0)
    values = [ctypes.c_long(a) if isinstance(a, int) else a for a in (number, *arguments)]
    result = real.syscall(*values)
    if result < 0 and ctypes.get_errno() not in fine:
        raise OSError(ctypes.get_errno(), "call")
    return result

def fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)

def execute():
    # In vain, since the program does not exist: but past the door.
    call(N["execve"], b"/absent/program", 0, 0, fine=(errno.ENOENT,))

def hard_link():
    os.link(VICTIM, f"{TEMPORARY}/link")
    os.unlink(f"{TEMPORARY}/link")

def sparse():
    with open(f"{TEMPORARY}/sparse", "wb") as file:
        file.truncate(100 << 30)
    os.unlink(f"{TEMPORARY}/sparse")

def udp():
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", UDP))

def abstract():
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", "\0" + ABSTRACT)

def unix():
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", DATAGRAM)

def parent_memory():
    with open(f"/proc/{SERVER}/mem", "rb"):
        pass

def truncated():
    os.truncate(VICTIM, os.stat(VICTIM).st_size)

def mode():
    wanted = os.stat(VICTIM).st_mode ^ 0o100
    os.chmod(VICTIM, wanted)
    if os.stat(VICTIM).st_mode != wanted:
        raise PermissionError(errno.EPERM, "pretended")

def memory_by_call():
    # No address: what is asked comes first.
    vector = ctypes.create_string_buffer(struct.pack("PN", ctypes.addressof(ctypes.c_long()), 1))
    remote = ctypes.create_string_buffer(struct.pack("PN", 8, 1))
    call(N["process_vm_readv"], SERVER, vector, 1, remote, 1, 0, fine=(errno.EFAULT,))

X = machine() == "x86_64"
N = TABLES[machine()]
NORESERVE = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000
PRIORITY = os.getpriority(os.PRIO_PROCESS, 0)
ATTEMPTS = {
    "`stat` outside": lambda: os.stat(SECRET),
    "read outside": lambda: open(SECRET).read(),
    "write outside": lambda: open(VICTIM, "r+"),
    "truncate outside": truncated,
    "hard link to a file outside": hard_link,
    "`/proc/self/root`": lambda: open(f"/proc/self/root{SECRET}").read(),
    "mode of a file outside": mode,
    "environment of the server": lambda: open(f"/proc/{SERVER}/environ").read(),
    "memory of the server": parent_memory,
    "shared memory of others": lambda: open(SHARED).read(),
    "TCP": lambda: socket.create_connection(("127.0.0.1", TCP)),
    "UDP": udp,
    "UNIX socket by path": unix,
    "abstract UNIX socket": abstract,
    "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "new process": fork,
    "other program": execute,
    "signal to the server": lambda: os.kill(SERVER, 0),
    "limits of the server": lambda: call(N["prlimit64"], SERVER, 4, 0, 0),
    "priority of the server": lambda: call(N["setpriority"], 0, SERVER, PRIORITY),
    "trace the server": lambda: call(N["ptrace"], 0x4206, SERVER, 0, 0),
    "memory of the server by call": memory_by_call,
    "handle on the server": lambda: call(N["pidfd_open"], SERVER, 0),
    "outlive the server": lambda: call(N["prctl"], 1, 0, 0, 0, 0),
    "further namespaces": lambda: call(N["unshare"], 0x10000000),
    "key rings": lambda: call(N["keyctl"], 0, -3, 0),
    "io_uring": lambda: call(N["io_uring_setup"], 1, bytes(120)),
    "userfaultfd": lambda: call(N["userfaultfd"], 1),
    "System V shared memory": lambda: call(N["shmctl"], call(N["shmget"], 0, 4096, 0o600), 0, 0),
    "file without a name": lambda: call(N["memfd_create"], b"x", 0),
    "watch files": lambda: call(N["inotify_init1"], 0),
    "100 GB of memory": lambda: mmap.mmap(-1, 100 << 30, NORESERVE),
    "100 GB file": sparse,
    "inherited descriptor": lambda: os.pread(leaked, 1, 0),
}
say(open=[name for name, action in ATTEMPTS.items() if works(action)], attempts=list(ATTEMPTS))
"""


def measure(removed: tuple[str, ...], base: Path, targets: dict[str, object]) -> list[str]:
    """The attempts that succeed without these layers."""
    said = in_child(base / "temporary", BODY, REMOVED=removed, **targets)
    found: list[str] = said["open"]
    return found


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        base = Path(name)
        base.chmod(0o755)
        for folder in ("workspace", "readable", "outside", "temporary"):
            (base / folder).mkdir()
        secret, victim = base / "outside" / "secret", base / "outside" / "victim"
        secret.write_text("secret")
        victim.write_text("as it was")
        shared = tempfile.NamedTemporaryFile(dir="/dev/shm")  # noqa: SIM115 - closed below
        stack.callback(shared.close)
        targets: dict[str, object] = {
            "SECRET": str(secret), "VICTIM": str(victim), "SERVER": os.getpid(),
            "WORKSPACE": str(base / "workspace"), "READABLE": str(base / "readable"),
            "DATAGRAM": f"{base}/outside/datagram", "ABSTRACT": f"keras-lsp-{os.getpid()}",
            "SHARED": shared.name,
        }  # fmt: skip
        for key, family, kind, address in (
            ("TCP", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            ("UDP", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            ("", socket.AF_UNIX, socket.SOCK_DGRAM, targets["DATAGRAM"]),
            ("", socket.AF_UNIX, socket.SOCK_DGRAM, f"\0{targets['ABSTRACT']}"),
        ):
            listener = stack.enter_context(socket.socket(family, kind))
            listener.bind(address)
            if kind == socket.SOCK_STREAM:
                listener.listen()
            if key:
                targets[key] = listener.getsockname()[1]
        always = set(measure((), base, targets))
        print("| removed | open |\n| --- | --- |")
        for label, removed in ROWS.items():
            found = measure(removed, base, targets)
            shown = [attempt for attempt in found if not removed or attempt not in always]
            print(f"| {label} | {', '.join(shown) or 'the same'} |")


if __name__ == "__main__":
    main()
