"""What people do, decided once for chat, board and command line alike."""
