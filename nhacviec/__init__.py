"""The program: settings, wiring, command line, demo. The only reader of the clock."""

__version__ = "0.1.0"
