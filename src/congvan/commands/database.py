"""`congvan database`: run the embedded PostgreSQL, name its URLs. Doors: register.

congvan database run [--data DIR]                  runs until stopped
congvan database url NAME [--role ROLE]            makes database and role on the running server; prints the URL
congvan database admin-url                         the administrator's URL of the running server
"""

import argparse
import os
import sys
from pathlib import Path

from congvan.assets import PROJECT
from congvan.database.cluster import Cluster, running_server
from congvan.database.folder import DataFolder
from congvan.database.server import Server
from congvan.faults import fault_of
from congvan.supervise import run_until_signal
from kit.errors import DomainError


def default_folder() -> Path:
    """Return the data folder used when none is named."""
    return Path(os.environ.get("CONGVAN_PG_DATA", PROJECT / "var" / "postgres"))


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the table."""
    parser = subparsers.add_parser("database", help="PostgreSQL kèm theo: chạy, hỏi địa chỉ kết nối")
    parser.add_argument("--data", type=Path, default=None, metavar="THƯ_MỤC", help="thư mục dữ liệu")
    actions = parser.add_subparsers(dest="action", required=True, metavar="VIỆC")
    actions.add_parser("run", help="chạy đến khi được lệnh dừng")
    actions.add_parser("admin-url", help="in địa chỉ của quản trị")
    url = actions.add_parser("url", help="tạo cơ sở dữ liệu nếu chưa có và in địa chỉ kết nối")
    url.add_argument("name")
    url.add_argument("--role", default=None, help="tài khoản sở hữu (mặc định trùng tên)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Return 0 when done, 3 when the server cannot do it."""
    folder = args.data or default_folder()
    try:
        if args.action == "run":
            _run(folder)
        elif args.action == "admin-url":
            print(_server(folder).admin_url)
        else:
            print(_server(folder).ensure_database(args.name, args.role or args.name))
    except (DomainError, OSError) as error:
        fault = fault_of(error) if isinstance(error, OSError) else error
        print(f"{fault.code}: {fault.text(args.lang)}", file=sys.stderr)
        return 3
    return 0


def _run(folder: Path) -> None:
    with Cluster(folder) as cluster:
        print(f"ready 127.0.0.1:{cluster.folder.port()}/postgres", flush=True)
        run_until_signal()


def _server(folder: Path) -> Server:
    named = os.environ.get("CONGVAN_PG_URL")
    return Server(named, DataFolder(folder).secrets) if named else running_server(folder)
