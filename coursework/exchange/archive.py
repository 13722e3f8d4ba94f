"""Reads a zip archive that others filled: what may be read of it, and why the rest may not."""

import re
import stat
import unicodedata
import zipfile
from collections import Counter
from dataclasses import dataclass

MAX_MEMBERS = 50_000
MAX_TOTAL = 2_000_000_000
"""Bytes that all members that are read may unpack to."""
MAX_RATIO = 250
SMALL = 5_000_000
"""Bytes up to which a member may be packed as tightly as it likes: a notebook full of zeros is."""
FOLDER, REGULAR = stat.S_IFDIR, stat.S_IFREG


class Refused(ValueError):
    """A member, or the archive, is not read; the message says why."""


@dataclass(frozen=True)
class Member:
    """A member.

    Args:
        path: as text, with slashes.
        info: what zipfile knows of it.
        fault: why it is not read, or "".
    """

    path: str
    info: zipfile.ZipInfo
    fault: str

    @property
    def parts(self) -> list[str]:
        """The parts of its path."""
        return [part for part in self.path.split("/") if part not in ("", ".", "..")]

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.path.endswith("/")


def members(archive: zipfile.ZipFile) -> list[Member]:
    """The members of an open archive. Raises: Refused: too many."""
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise Refused(f"it holds {len(infos):,} members, the limit is {MAX_MEMBERS:,}")
    paths = [_path(info) for info in infos]
    seen = Counter(_folded(path) for path in paths)
    found = []
    for path, info in zip(paths, infos, strict=True):
        fault = _fault(path, info)
        if not fault and seen[_folded(path)] > 1:
            fault = "another path is the same, or differs only by case"
        found.append(Member(path, info, fault))
    return found


def _path(info: zipfile.ZipInfo) -> str:
    """The path as it was meant: in UTF-8 also where the archive forgets to say so; with slashes."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.orig_filename
    return name.replace("\\", "/")


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold().rstrip("/")


def _fault(path: str, info: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if "\0" in path:
        return "its path holds a NUL"
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        return "its path is absolute"
    if ".." in path.split("/"):
        return "its path leaves the folder"
    if kind not in (0, FOLDER, REGULAR):
        return "it is a link or a device"
    if info.flag_bits & 0x1:
        return "it is encrypted"
    return ""


class Reader:
    """Reads members of one archive until they have unpacked to too much together."""

    def __init__(self, archive: zipfile.ZipFile, max_bytes: int) -> None:
        self._archive, self._max_bytes, self._total = archive, max_bytes, 0

    def read(self, member: Member) -> bytes:
        """The bytes of a member. Raises: Refused."""
        size, packed = member.info.file_size, member.info.compress_size
        if size > self._max_bytes:
            raise Refused(f"it has {size // 10**6} MB, the limit is {self._max_bytes // 10**6} MB")
        if size > SMALL and size > MAX_RATIO * packed:
            raise Refused(f"it unpacks to more than {MAX_RATIO} times its size")
        self._total += size
        if self._total > MAX_TOTAL:
            raise Refused(f"all before it unpack to {MAX_TOTAL // 10**9} GB, which is the limit")
        try:
            # What a member says of its size may be wrong; zipfile stops there and compares a sum.
            return self._archive.read(member.info)
        except Exception as error:  # zipfile, zlib, bz2 and lzma each have errors of their own
            raise Refused(f"it cannot be unpacked ({error or type(error).__name__})") from None
