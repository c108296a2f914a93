"""The rules of the desk: pure, no input or output, knows nothing of the other floors."""
