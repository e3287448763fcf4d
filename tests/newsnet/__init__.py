"""A news internet on loopback: thousands of sites with feeds, pages and faults, all computed from a seed and a clock.

    async with newsnet.serve(World(seed=1, hosts=50, faults={})) as net:
        ... every name under .test, sent to 127.0.0.1:net.port, is a site of this world ...

What there is to find is in `/_truth`, what was asked in `/_log`. From a shell: `python -m newsnet --help`.
"""

from newsnet.faults import Fault
from newsnet.server import Net, serve
from newsnet.world import World

__all__ = ["Fault", "Net", "World", "serve"]
