"""The names under which the preview answers: a page of another site cannot have the keys read.

Such a page may point a name of its own at this machine (DNS rebinding); the Host header says so.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Hosts:
    """Names and addresses in plain form; with `any_address` every IP address is one of them."""

    names: frozenset[str]
    any_address: bool = False

    def accept(self, header: str) -> bool:
        """Tell whether a Host header bears one of the names. An address cannot be rebound."""
        name = _name_in(header)
        return _plain(name) in self.names or (self.any_address and _address(name) is not None)


def hosts_of(listening_on: str) -> Hosts:
    """Return the names of the address that is listened on; those of loopback are always among them.

    Every address (0.0.0.0, ::, or nothing) has any IP address and this machine's own host name.
    """
    address = _address(listening_on)
    if not listening_on or (address is not None and address.is_unspecified):
        return Hosts(LOOPBACK_NAMES | {_plain(socket.gethostname())}, any_address=True)
    return Hosts(LOOPBACK_NAMES | {_plain(listening_on)})


def is_loopback(listening_on: str) -> bool:
    """Tell whether an address can be reached from this machine alone."""
    address = _address(listening_on)
    return listening_on == "localhost" if address is None else address.is_loopback


def _name_in(header: str) -> str:
    """Return the name in a Host header, without the port; nothing if it is none (RFC 9110, 7.2)."""
    if not header.startswith("["):
        return header.partition(":")[0]
    name, _, port = header[1:].partition("]")
    return name if not port or port.startswith(":") else ""


def _plain(name: str) -> str:
    """Return the one way of writing a name or an address, without the zone that no header has."""
    address = _address(name.partition("%")[0])
    return name.lower() if address is None else str(address)


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None
