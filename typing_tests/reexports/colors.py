"""A submodule."""

RED: tuple[int, int, int] = (255, 0, 0)
