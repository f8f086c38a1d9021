# ruff: noqa
import keras
import concurrent.futures
import ctypes
import multiprocessing
import os
import raw

os.fork()  # KL902
os.forkpty()  # KL902
multiprocessing.Process(target=print).start()  # KL902
multiprocessing.get_context("spawn").Process(target=print).start()  # KL902
multiprocessing.Pool(2)  # KL902
CLONE_VM, CLONE_FILES, SIGCHLD = 0x100, 0x400, 17
raw.attempt_process("fork")
raw.attempt_process("clone", SIGCHLD, 0, 0, 0, 0)
raw.attempt_process("clone", CLONE_FILES | SIGCHLD, 0, 0, 0, 0)
raw.attempt_process("clone3", ctypes.create_string_buffer(88), 88)
if ctypes.CDLL(None).fork() == 0:
    ctypes.CDLL(None)._exit(0)
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    assert list(pool.map(abs, [-1, 2])) == [1, 2]
print("tried")
