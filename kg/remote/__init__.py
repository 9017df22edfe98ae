"""Another machine's graph store: what it has of ours is remembered, what changed is sent and verified."""

from kg.remote.credentials import Credentials, read_credentials
from kg.remote.http import Patience
from kg.remote.report import Published
from kg.remote.sending import publish

__all__ = ["Credentials", "Patience", "Published", "publish", "read_credentials"]
