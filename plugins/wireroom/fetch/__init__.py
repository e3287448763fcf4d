"""The room that asks other machines for bytes: the only user of the network, of aiohttp and of protego.

Everything that decides (may this address be asked, what does this header mean, when may this host be
asked again) is a function from values to values; client.py alone acts.
"""
