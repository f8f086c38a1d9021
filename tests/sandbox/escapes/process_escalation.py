# ruff: noqa
"""Parts of the kernel that no program needs here. Arguments are such that nothing comes of it."""

import keras
import ctypes
import os
import raw

BAD = 8  # No address.
raw.attempt("unshare", 0x10000000)
raw.attempt("unshare", 0)
raw.attempt("setns", -1, 0)
raw.attempt("mount", BAD, BAD, BAD, 0, 0)
raw.attempt("umount2", BAD, 0)
raw.attempt("pivot_root", BAD, BAD)
raw.attempt("chroot", BAD)
raw.attempt("open_tree", -100, BAD, 0)
raw.attempt("move_mount", -1, BAD, -1, BAD, 0)
raw.attempt("fsopen", BAD, 0)
raw.attempt("mount_setattr", -1, BAD, 0, 0, 0)
raw.attempt("open_tree_attr", -100, BAD, 0, 0, 0)
raw.attempt("keyctl", 0, -3, 0)
raw.attempt("add_key", BAD, BAD, 0, 0, 0)
raw.attempt("request_key", BAD, BAD, 0, 0)
raw.attempt("bpf", 0, 0, 0)
raw.attempt("io_uring_setup", 1, BAD)
raw.attempt("userfaultfd", 0)
raw.attempt("perf_event_open", BAD, 0, -1, -1, 0)
raw.attempt("shmget", 0, 4096, 0o600)
raw.attempt("semget", 0, 1, 0o600)
raw.attempt("msgget", 0, 0o600)
raw.attempt("mq_open", b"x", os.O_RDWR, 0, 0)
raw.attempt("mknod", b"node", 0o010600, 0)
raw.attempt("mknodat", -100, b"node", 0o010600, 0)
raw.attempt("inotify_init")
raw.attempt("inotify_init1", 0)
raw.attempt("fanotify_init", 0, 0)
raw.attempt("name_to_handle_at", -100, BAD, BAD, BAD, 0)
raw.attempt("open_by_handle_at", -1, BAD, 0)
raw.attempt("personality", 0xFFFFFFFF)
raw.attempt("init_module", BAD, 0, BAD)
raw.attempt("finit_module", -1, BAD, 0)
raw.attempt("syslog", 10, 0, 0)
raw.attempt("acct", BAD)
raw.attempt("swapon", BAD, 0)
raw.attempt("sethostname", BAD, -1)
raw.attempt("reboot", 0, 0, 0, 0)
raw.attempt("file_setattr", -100, BAD, BAD, 0, 0)
print("tried")
