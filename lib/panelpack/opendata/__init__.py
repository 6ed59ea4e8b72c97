"""Open data: the publishers' files in, small counted tables with their provenance out.

`command` is the command line and `read` what the rest of the package uses. Everything between
them is needed only while tables are being made.
"""
