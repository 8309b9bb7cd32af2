"""Who is a robot, by what it calls itself."""

from functools import lru_cache

import counter_robots
import crawleruseragents

LONGEST_AGENT = 500  # characters; what is longer is nobody's honest name


def is_robot(agent: str) -> bool:
    """By COUNTER's own list and by crawler-user-agents together: each misses some. Who does not say who it is, is one."""
    return _is_listed(agent[:LONGEST_AGENT])


@lru_cache(maxsize=4_096)  # the lists are hundreds of patterns, half a millisecond for one agent
def _is_listed(agent: str) -> bool:
    return not agent.strip() or counter_robots.is_robot_or_machine(agent) or crawleruseragents.is_crawler(agent)
