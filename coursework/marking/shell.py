"""IPython inside the sandbox: runs a notebook's cells as a kernel does, loop and magics included.

What a sandbox cannot give is answered as on a machine without network and programs: a shell command
is not found, and the cell goes on.
"""

import asyncio
import io
import os
import sys
import types

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from IPython.utils.text import SList
from traitlets.config import Config

NOT_FOUND = 127
"""What a shell answers where there is no such command."""
FRONT_END: tuple[str, ...] = (
    "autosave",
    "clear",
    "cls",
    "connect_info",
    "edit",
    "ed",
    "less",
    "more",
    "man",
)
FRONT_END += ("qtconsole", "subshell")
"""A kernel's magics that speak to its front end alone."""


class Unread(io.TextIOWrapper):
    """A standard stream that nobody reads. What is printed is dropped as it comes.

    The usual stream would encode it and hand it to the system: for a line of 500 MB another 500,
    and as much time again as the answer takes to make them.
    """

    def __init__(self) -> None:
        super().__init__(io.BufferedWriter(io.FileIO(os.devnull, "wb")), encoding="utf-8")

    def write(self, text: str) -> int:
        """Drop `text`. Raises: TypeError: it is none."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        return len(text)


class NotebookShell(InteractiveShell):
    """The shell behind a notebook, without front end, history on disk and tracebacks."""

    def init_profile_dir(self, profile_dir: ProfileDir | None) -> None:
        """A folder in the scratch space, where %bookmark and %store may write."""
        folder = os.path.join(os.getcwd(), ".ipython")
        self.profile_dir = ProfileDir.create_profile_dir(folder)

    def init_magics(self) -> None:
        """IPython's magics, and the front end's as what they are without one: nothing."""
        super().init_magics()
        for name in FRONT_END:
            self.register_magic_function(lambda line: None, "line", name)

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window to wait for."""

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str | None, str]:
        """`%matplotlib`: figures are drawn in memory, and only where a cell draws one."""
        return gui, "agg"

    def ask_exit(self) -> None:
        """`exit` and `quit`: the next cell is run all the same."""

    def system(self, cmd: str) -> None:
        """`!cmd`: not found."""
        self.user_ns["_exit_code"] = NOT_FOUND

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> SList | str:
        """`x = !cmd`: not found."""
        self.system(cmd)
        return SList() if split else ""

    def showtraceback(self, *args: object, **kwargs: object) -> None:
        """Nobody reads it; what a cell ended with is in its result."""

    showsyntaxerror = showindentationerror = showtraceback

    async def run(self, source: str) -> BaseException | None:
        """Run one cell inside the loop, as ipykernel does. Returns the exception that ended it.

        A cell that awaits is run as a coroutine, any other one at once; both can start tasks.
        """
        failed = None
        try:
            code = self.transform_cell(source)
        except Exception:
            code, failed = source, sys.exc_info()
        if self.should_run_async(source, transformed_cell=code, preprocessing_exc_tuple=failed):
            result = await self.run_cell_async(
                source, store_history=True, transformed_cell=code, preprocessing_exc_tuple=failed
            )
        else:
            result = self.run_cell(source, store_history=True)
        await asyncio.sleep(0)  # what the cell has started begins
        return result.error_before_exec or result.error_in_exec


def start(notebook: types.ModuleType) -> NotebookShell:
    """The shell whose variables are those of the module `notebook`."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    return NotebookShell.instance(config=config, user_module=notebook)
