"""One JavaScript engine for all threads of a service, made by the first request.

python examples/service.py
"""

from concurrent.futures import ThreadPoolExecutor

import lazyheavy as lazy
from lazyheavy.engines import Bundle, MiniRacerEngine

GREETING = Bundle("greeting", "globalThis.greet = name => `Hello, ${name}!`;")


@lazy.shared(close=lambda made: made.close(), max_idle=300)
def engine() -> MiniRacerEngine:
    """Make the engine; runs once, however many threads ask at once."""
    print("making the engine")
    return MiniRacerEngine([GREETING])


def handle(name: str) -> str:
    """Answer one request."""
    with engine.use() as held:  # not closed while it is used
        return held.call("greet", name)


if __name__ == "__main__":
    names = ["Ada", "Grace", "Katherine", "Mary"] * 25
    with ThreadPoolExecutor(max_workers=8) as threads:
        answers = list(threads.map(handle, names))
    print(answers[0], f"{len(answers)} answers from {engine().stats().starts} engine")
