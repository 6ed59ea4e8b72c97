"""Build a pack: run its notebooks, export them, and publish all of it or nothing.

Nothing is imported here, so that a worker that runs notebooks loads only what it needs.
"""
