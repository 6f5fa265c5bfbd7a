"""The port at which the pages are served: looked at before anybody is told where to look."""

import errno
import socket

from nhacviec.config.secret_files import SettingsWrong


def refuse_taken(host: str, port: int) -> None:
    """Before anybody is told where to look: raises SettingsWrong if the port cannot be had."""
    if not port:
        return
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.create_server(place[:2], family=family):
            pass
    except OSError as no:
        why = "is in use by another program" if no.errno == errno.EADDRINUSE else str(no.strerror)
        raise SettingsWrong(f"port {port} at {host}: {why}") from None
