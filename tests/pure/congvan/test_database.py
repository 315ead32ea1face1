"""The embedded database: a real PostgreSQL, started, killed, shared wrongly, and run as other users."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from congvan.database import Cluster, Server, open_server
from congvan.database.clearing import clear
from congvan.database.errors import (
    DatabaseInUse,
    DatabaseNotStarted,
    DatabaseOfAnother,
    DatabaseStopped,
    NameRefused,
    ServerRefused,
    ServerTooSmall,
)
from congvan.database.folder import DataFolder
from congvan.database.orphans import processes_in

PATIENCE_S = 60
STORY = """
import sys
from pathlib import Path
import psycopg
from congvan.database import Cluster
with Cluster(Path(sys.argv[1])) as cluster:
    url = cluster.ensure_database("office_g22", "office_g22")
    with psycopg.connect(url) as connection:
        print(connection.execute("select current_user || ' ' || unaccent('Đà Nẵng')").fetchone()[0])
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


def eventually(look: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not look():
        assert time.monotonic() < end, "gave up waiting"
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def chief(cluster: Cluster) -> int:
    return int((cluster.folder.pgdata / "postmaster.pid").read_text().split("\n", 1)[0])


def kill_chief(cluster: Cluster) -> None:
    killed = chief(cluster)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: killed not in processes_in(cluster.folder.pgdata))


def test_a_program_gets_an_ordinary_role_with_its_own_database(cluster: Cluster) -> None:
    url = cluster.ensure_database("axis_national", "axis_national")

    with psycopg.connect(url) as connection:
        powers = connection.execute(
            "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user"
        ).fetchone()
        extensions = {row[0] for row in connection.execute("select extname from pg_extension")}
    assert powers == (False, False, False, False)
    assert extensions >= {"unaccent", "pg_trgm", "btree_gin", "btree_gist"}
    assert cluster.ensure_database("axis_national", "axis_national") == url


def test_the_server_keeps_checksums_and_accepts_no_login_without_password(cluster: Cluster) -> None:
    with psycopg.connect(cluster.admin_url) as connection:
        settings = connection.execute(
            "select current_setting('data_checksums'), current_setting('fsync'), current_setting('listen_addresses')"
        ).fetchone()
    assert settings == ("on", "on", "127.0.0.1")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.admin_url, password="wrong")


def test_a_folder_with_a_long_path_is_served_by_the_port_alone(tmp_path: Path) -> None:
    deep = DataFolder(tmp_path / ("rất " * 10) / ("d" * 80))

    assert deep.sockets is None
    assert deep.host == "127.0.0.1"
    assert DataFolder(Path("/var/lib/congvan/db")).host == "/var/lib/congvan/db/run"


def test_what_a_killed_server_left_of_its_socket_does_not_stop_the_next() -> None:
    with tempfile.TemporaryDirectory(prefix="cv") as short:
        cluster = Cluster(Path(short) / "db")
        cluster.start()
        try:
            assert cluster.folder.sockets is not None
            assert quote(str(cluster.folder.sockets), safe="") in cluster.admin_url
            port = cluster.folder.port()
        finally:
            cluster.stop()
        cluster.folder.sockets.mkdir(exist_ok=True)
        left = cluster.folder.sockets / f".s.PGSQL.{port}.lock"
        left.write_text(f"{os.getppid()}\n{cluster.folder.pgdata}\n0\n{port}\n{cluster.folder.sockets}\n")
        cluster.start()
        try:
            assert answers(cluster.admin_url)
        finally:
            cluster.stop()


def test_vietnamese_words_are_words_for_the_search(cluster: Cluster) -> None:
    with psycopg.connect(cluster.ensure_database("search", "search")) as connection:
        found = connection.execute(
            "select to_tsvector('simple', 'ỦY BAN nhân dân') @@ plainto_tsquery('simple', 'ủy ban'),"
            " lower('ĐÀ NẴNG'), similarity('đà nẵng', 'đà nẵng')"
        ).fetchone()
    assert found == (True, "đà nẵng", 1.0)


def test_the_data_folder_is_closed_and_its_passwords_too(cluster: Cluster) -> None:
    cluster.ensure_database("office_h29", "office_h29")

    root = cluster.folder.root
    assert root.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in (root / "secrets").iterdir())


def test_a_second_run_on_the_same_folder_is_refused_in_words(cluster: Cluster) -> None:
    with pytest.raises(DatabaseInUse) as refusal:
        Cluster(cluster.folder.root).start()
    assert str(cluster.keeper_pid) in refusal.value.text("vi")
    assert "in use by another run" in refusal.value.text("en")
    assert answers(cluster.admin_url)


def test_a_name_that_could_be_sql_is_refused(cluster: Cluster) -> None:
    with pytest.raises(NameRefused):
        cluster.ensure_database('a"; drop database postgres', "axis")


@pytest.mark.faults
def test_a_killed_server_comes_back_with_every_committed_row(cluster: Cluster) -> None:
    url = cluster.ensure_database("kill", "kill")
    committed = 0
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table entry (number int primary key)")
        for number in range(200):
            connection.execute("insert into entry values (%s)", [number])
            committed += 1

    kill_chief(cluster)

    eventually(lambda: answers(url))
    with psycopg.connect(url) as connection:
        assert connection.execute("select count(*) from entry").fetchone() == (committed,)


@pytest.mark.faults
def test_an_orphan_of_a_killed_keeper_does_not_stop_the_next_start(tmp_path: Path) -> None:
    first = Cluster(tmp_path / "data")
    first.start()
    url = first.ensure_database("kept", "kept")
    assert first.keeper_pid is not None
    os.kill(first.keeper_pid, signal.SIGKILL)

    with Cluster(tmp_path / "data") as second:
        assert second.url("kept", "kept").rpartition("@")[0] == url.rpartition("@")[0]
        assert answers(second.url("kept", "kept"))
    first.stop()


@pytest.mark.faults
def test_the_server_ends_with_its_owner(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from congvan.database import Cluster\n"
        "cluster = Cluster(Path(sys.argv[1])); cluster.start(); print('ready', flush=True); time.sleep(600)"
    )
    owner = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "data")], stdout=subprocess.PIPE)
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"ready\n"

    owner.kill()
    owner.wait()
    owner.stdout.close()

    eventually(lambda: not processes_in(tmp_path / "data" / "pgdata"))
    assert not (tmp_path / "data" / "pgdata" / "postmaster.pid").exists()


def test_a_pid_file_naming_a_stranger_is_no_obstacle(tmp_path: Path) -> None:
    with Cluster(tmp_path / "data") as cluster:
        pid_file = cluster.folder.pgdata / "postmaster.pid"
        stale = pid_file.read_text().split("\n", 1)[1]
    pid_file.write_text(f"{os.getpid()}\n{stale}")

    with Cluster(tmp_path / "data") as again:
        assert answers(again.admin_url)


def test_a_stopped_server_says_so(tmp_path: Path) -> None:
    with pytest.raises(DatabaseStopped):
        _ = Cluster(tmp_path / "never").admin_url


def test_a_start_that_failed_names_the_cause_and_not_only_what_came_after(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.prepare()
    said = ["ok", "FATAL:  could not write: No space left on device", "STATEMENT: a", "", "exited", "removing"]
    folder.log.write_text("\n".join(said))
    assert folder.log_tail() == " | ".join(said[1:])

    folder.log.write_text("\n".join(["FATAL:  of long ago", *"abcdefghi"]))
    assert folder.log_tail() == "f | g | h | i"

    folder.log.unlink()
    assert folder.log_tail() == ""


def test_a_keeper_that_falls_says_why(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "pgdata.new").write_text("in the way, as a full disk would be")

    with pytest.raises(DatabaseNotStarted, match=r"pgdata\.new"):
        Cluster(tmp_path / "data").start()


def test_a_keeper_that_cannot_speak_is_quoted_from_its_own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "no number")
    cluster = Cluster(tmp_path / "data")
    cluster.folder.prepare()
    cluster.folder.log.write_text("of the last run\n")

    with pytest.raises(DatabaseNotStarted, match=r"keeper\.log: .*PYTHONHASHSEED"):
        cluster.start()


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/none", "postgresql://nobody@127.0.0.1:none/none"])
def test_a_named_server_that_does_not_answer_is_told(tmp_path: Path, url: str) -> None:
    with pytest.raises(ServerRefused), open_server(tmp_path, {"CONGVAN_PG_URL": url}):
        pass


def test_a_named_server_that_refuses_what_we_need_is_told(cluster: Cluster, tmp_path: Path) -> None:
    plain = cluster.ensure_database("plain", "plain")

    with (
        open_server(tmp_path, {"CONGVAN_PG_URL": plain}) as server,
        pytest.raises(ServerRefused, match="permission denied"),
    ):
        server.ensure_database("wanted", "wanted")


def test_a_named_server_is_used_instead_of_our_own(cluster: Cluster, tmp_path: Path) -> None:
    with open_server(tmp_path, {"CONGVAN_PG_URL": cluster.admin_url}) as server:
        assert type(server) is Server
        with pytest.raises(ServerTooSmall, match="max_connections"):
            server.need(500)
        url = server.ensure_database("named", "named")
    assert answers(url)
    assert not (tmp_path / "pgdata").exists()


def test_another_folders_database_is_refused_and_stays_open(cluster: Cluster, tmp_path: Path) -> None:
    url = cluster.ensure_database("taken", "taken")
    stranger = Server(cluster.admin_url, tmp_path / "secrets")

    with pytest.raises(DatabaseOfAnother, match="taken"):
        stranger.ensure_database("taken", "taken")
    with pytest.raises(DatabaseOfAnother, match="taken"):
        stranger.ensure_database("mine", "taken")
    with pytest.raises(DatabaseOfAnother, match="taken"):
        stranger.ensure_database("taken", "mine")
    assert answers(url)


def test_a_folder_takes_all_it_put_there_off_a_server(cluster: Cluster, tmp_path: Path) -> None:
    stays = cluster.ensure_database("stays", "stays")
    passing = Server(cluster.admin_url, tmp_path / "secrets")
    url = passing.ensure_database("passing", "passing", may_create_databases=True)

    with psycopg.connect(url, autocommit=True) as open_still:
        open_still.execute("create database test_passing_gw0")
        passing.drop_all()
    assert answers(stays)
    with psycopg.connect(cluster.admin_url) as connection:
        left = connection.execute("select count(*) from pg_database where datname like '%passing%'").fetchone()
        roles = connection.execute("select count(*) from pg_roles where rolname = 'passing'").fetchone()
    assert (left, roles) == ((0,), (0,))
    assert passing.ensure_database("passing", "passing")


def test_a_folder_cleared_takes_its_own_databases_along(cluster: Cluster, tmp_path: Path) -> None:
    named = {"CONGVAN_PG_URL": cluster.admin_url}
    with open_server(tmp_path / "data", named) as server:
        url = server.ensure_database("cut_off", "cut_off")

    clear(tmp_path / "data", named)

    assert not answers(url)
    assert not (tmp_path / "data").exists()
    assert Server(cluster.admin_url, tmp_path / "secrets").ensure_database("cut_off", "cut_off")


def test_a_database_that_came_to_another_folder_is_not_cleared(cluster: Cluster, tmp_path: Path) -> None:
    named = {"CONGVAN_PG_URL": cluster.admin_url}
    with open_server(tmp_path / "old", named) as server:
        stays = server.ensure_database("cleared_mine", "cleared_mine")
        server.ensure_database("cleared_theirs", "cleared_theirs")
    Server(cluster.admin_url, tmp_path / "elsewhere").drop_role("cleared_theirs")  # by hand, as our sentence advises
    theirs = Server(cluster.admin_url, tmp_path / "elsewhere").ensure_database("cleared_theirs", "cleared_theirs")

    with pytest.raises(DatabaseOfAnother, match="cleared_theirs"):
        clear(tmp_path / "old", named)

    assert answers(theirs)
    assert answers(stays)


def test_a_folder_in_use_is_not_cleared(tmp_path: Path) -> None:
    with Cluster(tmp_path / "data") as running:
        with pytest.raises(DatabaseInUse):
            clear(tmp_path / "data", {})
        assert answers(running.admin_url)


@pytest.mark.faults
def test_a_folder_is_cleared_of_a_server_that_lost_its_keeper(tmp_path: Path) -> None:
    killed = Cluster(tmp_path / "data")
    killed.start()
    assert killed.keeper_pid is not None
    os.kill(killed.keeper_pid, signal.SIGKILL)
    killed.stop()

    clear(tmp_path / "data", {})

    assert not (tmp_path / "data").exists()
    assert not processes_in(tmp_path / "data" / "pgdata")


def run_story(prefix: list[str], data: Path, environ: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [*prefix, sys.executable, "-c", STORY, str(data)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(environ or {})},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def other_user(home: Path) -> list[str]:
    """Return a prefix that makes an ordinary user of root; root's own files may be closed to strangers."""
    if os.geteuid() != 0:
        return []
    prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    python = [*prefix, "sh", "-c", '"$1" -c "import congvan.database"', "sh", sys.executable]
    if subprocess.run(python, capture_output=True, check=False).returncode == 0:
        os.chown(home, 65534, 65534)
        return prefix
    return ["unshare", "--user", "--map-user=65534", "--map-group=65534"]


def test_it_runs_as_an_ordinary_user_in_a_closed_home() -> None:
    base = Path(tempfile.mkdtemp(prefix="congvan-home-"))  # 0700; pytest's own folders are closed to strangers
    try:
        assert run_story(other_user(base), base / "data") == "office_g22 Da Nang"
        assert base.stat().st_mode & 0o777 == 0o700
    finally:
        shutil.rmtree(base)


def test_it_runs_where_namespaces_are_refused(tmp_path: Path) -> None:
    programs = tmp_path / "bin"  # without the program that makes them, as in a container that forbids them
    programs.mkdir()
    for name in ("setpriv", "sh"):
        (programs / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    home = tmp_path / "home"
    home.mkdir(mode=0o700)

    assert run_story([], home / "data", {"PATH": str(programs)}) == "office_g22 Da Nang"

    assert home.stat().st_mode & 0o777 == 0o700
    assert home.stat().st_uid == os.geteuid()
