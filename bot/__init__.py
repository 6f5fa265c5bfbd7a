"""What people see and do: channels, inbound pipeline, delivery, features."""
