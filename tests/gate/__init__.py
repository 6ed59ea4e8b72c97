"""The gate of a built pack: what each of its files must be so that everyone can read it.

Each module looks at one side and returns findings; none of them needs the sources of the pack.
"""
