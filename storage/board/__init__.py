"""What the board in the browser keeps and reads besides what everybody reads."""
