"""The plainest legal objects of each room; variations are named traits; nothing random."""
