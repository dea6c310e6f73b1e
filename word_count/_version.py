"""The version, for the build as for the package."""

__version__ = "0.1.0"
