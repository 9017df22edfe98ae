"""The command line: a thin file a command, each over one callable of the library."""
