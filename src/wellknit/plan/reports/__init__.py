"""Documents of the process, composed from plain values: no database, no request, so that they can be
tested and frozen.
"""
