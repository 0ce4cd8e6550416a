"""Which database Gonggang uses: DATABASE_URL if it is set, else the embedded cluster of this home."""

from __future__ import annotations

import os
from typing import Any

from gonggang.core.errors import UnusableInput
from gonggang.server.cluster import DATABASE, PORT, ROLE, Cluster
from gonggang.server.home import home_path


def database_settings() -> dict[str, Any]:
    """The `default` entry of Django's DATABASES; reads and writes no file and starts nothing.

    Raises UnusableInput when DATABASE_URL is set and is not the address of a PostgreSQL database.
    """
    address = database_url()
    connection = settings_from_url(address) if address else embedded_settings()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **connection,
    }


def database_url() -> str | None:
    """DATABASE_URL, or None when it is missing or empty."""
    return os.environ.get("DATABASE_URL", "").strip() or None


def embedded_settings() -> dict[str, Any]:
    """Connection to the embedded cluster; the password is read by libpq from its file when it connects."""
    cluster = Cluster(home_path())
    return {
        "NAME": DATABASE,
        "USER": ROLE,
        "PASSWORD": "",
        "HOST": str(cluster.socket_folder),
        "PORT": str(PORT),
        "OPTIONS": {"passfile": str(cluster.password_file), "connect_timeout": 10},
    }


def settings_from_url(address: str) -> dict[str, Any]:
    """Django's settings for an address such as postgresql://user:password@host:5432/name?sslmode=require.

    Raises UnusableInput when the address cannot be read, or names no database.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    advice = "应形如 postgresql://用户:密码@主机:5432/数据库名。"
    if not address.startswith(("postgresql://", "postgres://")):
        raise UnusableInput(f"DATABASE_URL 不是 PostgreSQL 的地址：{advice}")
    try:
        parts = dict(conninfo_to_dict(address))
    except psycopg.Error as unreadable:
        raise UnusableInput(f"DATABASE_URL 无法识别：{advice}") from unreadable
    port = str(parts.pop("port", "") or "")
    if port and not port.isdecimal():
        raise UnusableInput(f"DATABASE_URL 的端口 {port} 不是数字：{advice}")
    name = parts.pop("dbname", None)
    if not name:
        raise UnusableInput(f"DATABASE_URL 没有写数据库名：{advice}")
    return {
        "NAME": name,
        "USER": parts.pop("user", "") or "",
        "PASSWORD": parts.pop("password", "") or "",
        "HOST": parts.pop("host", "") or "",
        "PORT": port,
        "OPTIONS": {"connect_timeout": 10, **parts},
    }


def ensure_running() -> None:
    """The database answers when this returns: the embedded cluster is made and started if need be.

    Raises WorkFailed when it cannot be started or, with DATABASE_URL, cannot be reached or is older than 15.
    """
    from gonggang.server import postgres

    if database_url() is None:
        postgres.start()
    else:
        postgres.check_reachable(database_settings())
