"""The steps of an action between its request and its writing, in this order.

`requests` what the user wants · `snapshot` the locked state · `conflicts` what others changed meanwhile · `rules` the
messages · `changes` the rows to write. `distribution` proposes recipients, `results` is what the pages get back.
"""
