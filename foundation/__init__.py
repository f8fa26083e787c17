"""What every room stands on and that knows none of them.

Inside, imports run one way: notices -> jobs -> audit -> formats. People appear here only as the
user model or as opaque ids.
"""
