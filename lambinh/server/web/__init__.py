"""The web server: reads requests and sends answers aside, so that a slow connection keeps no thread busy.

It is waitress with limits of its own. See docs/adr/0016-web-server.md.
"""
