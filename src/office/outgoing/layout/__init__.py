"""The page of an administrative document: what stands on it, how it is drawn, where signatures go."""
