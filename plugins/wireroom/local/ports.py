"""Loopback ports: is one free, and whose setting is it."""

from __future__ import annotations

import socket

from wireroom.errors import LocalError

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Could a server of ours listen on this loopback port now?"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def require_free(port: int, *, purpose: str, setting: str) -> None:
    """Raise LocalError with the port, what it is for and the setting that moves it, where somebody listens on it."""
    if not is_free(port):
        msg = f"port {port} ({purpose}) is used by another program: set {setting} to a free port"
        raise LocalError(msg)
