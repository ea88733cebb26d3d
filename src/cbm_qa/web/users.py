"""Who may use a server: a file of names with hashed passwords.

One line a user: name, a colon, and `scrypt$n$r$p$salt$hash` in hexadecimal.
"""

import hashlib
import hmac
import os
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path

import regex

from cbm_qa.errors import UsageError

MIN_PASSWORD = 8
_NAME = regex.compile(r"[\p{L}\p{N}._@-]{1,64}")
# OWASP's password storage cheat sheet names this setting; 32 MB and some 0.2 s a try.
_N, _R, _P = 2**15, 8, 3
_MAX_MEMORY = 64 * 2**20
_MOST_PASSWORD = 1024  # characters; a longer one would only be work for the server


def hash_password(password: str) -> str:
    """Return a password as it is kept: salted and slow to try."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${_scrypt(password, salt, _N, _R, _P).hex()}"


def matches(password: str, stored: str) -> bool:
    """Return whether a password is the stored one, in the same time wherever they differ."""
    try:
        kind, n, r, p, salt, digest = stored.split("$")
        if kind != "scrypt" or len(password) > _MOST_PASSWORD:
            return False
        found = _scrypt(password, bytes.fromhex(salt), int(n), int(r), int(p))
        return hmac.compare_digest(found, bytes.fromhex(digest))
    except ValueError:
        return False


def add_user(path: Path, name: str, password: str) -> None:
    """Write a user to the file, made if need be and readable by its owner only; replaces an older password.

    Raises:
        UsageError: The name or the password will not do, or the file cannot be read or written.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no name for a user", hint="letters, digits and . _ @ - only, 64 at most"
        )
    if len(password) < MIN_PASSWORD:
        raise UsageError(f"the password needs at least {MIN_PASSWORD} characters")
    users = read_users(path) if path.exists() else {}
    users[name] = hash_password(password)
    text = "".join(f"{user}:{stored}\n" for user, stored in users.items())
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as out:
            out.write(text)
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def read_users(path: Path) -> dict[str, str]:
    """Return the stored password of each user.

    Raises:
        UsageError: The file cannot be read, or a line is none of a user.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(
            f"{path} cannot be read: {reason}", hint="cbm-qa serve --auth-file FILE --add-user NAME makes it"
        ) from error
    users = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, stored = line.strip().partition(":")
        if not _NAME.fullmatch(name) or not regex.fullmatch(r"scrypt(?:\$[0-9a-f]+){5}", stored):
            raise UsageError(
                f"{path}: line {number} is no user",
                hint="cbm-qa serve --auth-file FILE --add-user NAME adds one",
            )
        users[name] = stored
    return users


@dataclass(slots=True)
class Users:
    """The users of a running server; the file is read again whenever it changed."""

    path: Path
    _known: dict[str, str] = field(default_factory=dict)
    _stamp: tuple[int, int] = (0, 0)
    _at_once: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(2))

    def check(self, name: str, password: str) -> bool:
        """Return whether that is a user's name and password; an unknown name takes as long as a known one."""
        stored = self.all().get(name)
        with self._at_once:  # each try takes 32 MB
            good = matches(password, stored or _NOBODY)
        return good and stored is not None

    def all(self) -> dict[str, str]:
        """Return the stored password of each user, as the file has it now."""
        try:
            now = self.path.stat()
        except OSError:
            return {}  # a file that is gone lets nobody in
        if (now.st_mtime_ns, now.st_size) != self._stamp:
            self._known = read_users(self.path)
            self._stamp = (now.st_mtime_ns, now.st_size)
        return self._known


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    secret = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=n, r=r, p=p, maxmem=_MAX_MEMORY, dklen=32)


_NOBODY = f"scrypt${_N}${_R}${_P}${'00' * 16}${'00' * 32}"
