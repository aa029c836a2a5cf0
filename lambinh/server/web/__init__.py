"""The web server: it reads requests and sends responses outside its threads, so that slow connections block none.

It is waitress with stricter limits. See docs/adr/0016-web-server.md.
"""
