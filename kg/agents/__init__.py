"""The graph for language-model agents: a Model Context Protocol server over the library's callables.

https://modelcontextprotocol.io — read only, bounded in time and size, and nothing leaves the machine.
"""
