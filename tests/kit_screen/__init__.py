"""The shared screen, drawn with every part and looked at by a real browser."""
