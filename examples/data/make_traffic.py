"""Make traffic.csv: two weeks of invented network traffic, hour by hour.

No network was measured. Each service has a daily curve with its peak, a level
for weekends, and noise; backups run at night and, in full, early on Sundays.
The same seed gives the same file on every machine:

    python examples/data/make_traffic.py
"""

import csv
import math
import random
from datetime import datetime, timedelta
from pathlib import Path

SEED = 20240603
START = datetime(2024, 6, 3)  # noqa: DTZ001 - local clock of an invented office
HOURS = 14 * 24

#: Service: base and peak in Mbit/s, hour of the peak, its width, weekend share.
SERVICES = {
    "web": (40, 260, 14.0, 4.2, 0.55),
    "video": (30, 420, 20.5, 3.2, 1.30),
    "mail": (8, 70, 9.5, 2.6, 0.20),
}
BACKUP = "backup"
FULL_UNTIL = 6
SATURDAY, SUNDAY = 5, 6


def level(service: str, moment: datetime) -> float:
    """Return the traffic of a service at an hour, without noise."""
    if service == BACKUP:
        is_night = moment.hour in (1, 2, 3)
        is_full = moment.weekday() == SUNDAY and moment.hour < FULL_UNTIL
        return 480.0 if is_full else 220.0 if is_night else 4.0
    base, peak, center, width, weekend = SERVICES[service]
    away = abs(moment.hour - center)
    away = min(away, 24 - away)
    share = weekend if moment.weekday() >= SATURDAY else 1.0
    return base + peak * share * math.exp(-((away / width) ** 2))


def rows(seed: int = SEED) -> list[tuple[str, str, float]]:
    """Return time, service and Mbit/s, hour by hour."""
    noise = random.Random(seed)  # noqa: S311 - noise, not a secret
    made = []
    for hour in range(HOURS):
        moment = START + timedelta(hours=hour)
        for service in (*SERVICES, BACKUP):
            factor = 1 + 0.08 * (2 * noise.random() - 1)
            text = moment.isoformat(timespec="minutes")
            made.append((text, service, round(level(service, moment) * factor, 1)))
    return made


def main() -> None:
    """Write traffic.csv beside this script."""
    path = Path(__file__).with_name("traffic.csv")
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["time", "service", "mbit_s"])
        writer.writerows(rows())
    print(f"wrote {path.name}: {HOURS} hours, {len(SERVICES) + 1} services")


if __name__ == "__main__":
    main()
