"""The store on disk: a writer, published snapshots, and what was read to make them.

Nothing is imported here: a look-up by name needs `kg.store.layout` alone, and stays fast.
"""
