"""What people see and do: channels, the road in, the road out, commands, taps, conversations."""
