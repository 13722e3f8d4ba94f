"""Kernels that are forked off one process: it imports the libraries once, for all of them.

Each begins with an empty namespace, and imports the package itself. That a page asks for all it
needs from a process which has imported nothing is seen by the build, which starts each anew.
"""

import gc
import importlib
import json
import os
import signal
import socket
import sys

LIBRARIES = (  # of others: three seconds of processor time for a notebook that trains a model
    "ipykernel.kernelapp",
    "anywidget",
    "matplotlib.figure",
    "torch._dynamo",  # optimisers import it
)


def serve(door: socket.socket) -> None:
    """Forks a kernel for each who asks."""
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()  # what is shared stays shared
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits here for a kernel's end
    while True:
        asker, _ = door.accept()
        if os.fork() == 0:
            door.close()
            become_kernel(asker)
        asker.close()


def become_kernel(asker: socket.socket) -> None:
    """Is the kernel that was asked for, until it ends; that closes the connection."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    folder, *arguments = json.loads(asker.makefile().readline())
    os.chdir(folder)
    kernelapp = importlib.import_module("ipykernel.kernelapp")
    kernelapp.launch_new_instance(arguments)
    sys.exit()


def ask(port: str, *arguments: str) -> None:
    """Asks for a kernel with these arguments, and waits for its end: Jupyter's kernel."""
    with socket.create_connection(("127.0.0.1", int(port))) as connection:
        connection.sendall(json.dumps([os.getcwd(), *arguments]).encode() + b"\n")
        connection.recv(1)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        ask(*sys.argv[1:])
    else:
        del sys.path[0]  # this folder; a kernel adds its own
        serve(socket.socket(fileno=0))
