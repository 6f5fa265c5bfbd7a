"""The running service: wiring, loops, process roles, clock."""
