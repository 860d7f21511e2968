"""Ports of this machine that nobody listens on at the moment."""

import socket


def free_port() -> int:
    """Any one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether this very one could be listened on."""
    with socket.socket() as probe:
        # As a server would: a connection that just ended must not make it look taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
