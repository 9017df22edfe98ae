"""Backups: byte copies of what is published, of all records and of the ledger, and the way back.

A backup is a folder that can be read like a store (``kg query --store BACKUP``) and never written to. It
can be made while a build runs.
"""

from kg.archive.backup import backup
from kg.archive.manifest import Manifest, read_backup
from kg.archive.restore import Restored, restore

__all__ = ["Manifest", "Restored", "backup", "read_backup", "restore"]
