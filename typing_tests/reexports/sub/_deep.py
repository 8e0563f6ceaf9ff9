"""The depth."""


def depth(levels: list[int]) -> int:
    """Return the depth."""
    return max(levels)
