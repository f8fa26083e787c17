"""What the terminal says when the product runs."""

from django.conf import settings

from firstline.demo.api import describe


def welcome(address: str) -> str:
    """The address, and the sign-ins where the demo is loaded."""
    lines = ["", f"Firstline is running at {address}/  (Ctrl-C stops it)"]
    if settings.DEMO:
        lines += _sign_ins(address)
    lines.append(f"Logs are in {settings.STATE_DIR}/log")
    return "\n".join(lines)


def _sign_ins(address: str) -> list[str]:
    demo = describe()
    width = max(len(name) for name in demo.accounts)
    return [
        f"Sign in at {address}{demo.paths['sign_in']} with the password {demo.password} as",
        *(f"  {name.ljust(width)}  {login}" for name, login in demo.accounts.items()),
    ]
