"""The cookies of the board, and the token that goes with its forms."""

import hmac

from starlette.responses import Response

SESSION, HOLDER, ACCOUNT = "bang", "bang-vao", "bang-tai-khoan"
HOST = "__Host-"  # only over TLS, from this very host


def cookie_name(name: str, *, plain: bool) -> str:
    """`plain`: on this machine alone, where there is no TLS."""
    return name if plain else f"{HOST}{name}"


def put(response: Response, name: str, value: str, *, plain: bool, returns: bool = False) -> None:
    """For as long as the browser stays open: shared machines forget it.

    `returns`: it comes along when another site sends the browser back to us.
    """
    response.set_cookie(
        cookie_name(name, plain=plain),
        value,
        path="/",
        secure=not plain,
        httponly=True,
        samesite="lax" if returns else "strict",
    )


def drop(response: Response, name: str, *, plain: bool) -> None:
    response.delete_cookie(
        cookie_name(name, plain=plain),
        path="/",
        secure=not plain,
        httponly=True,
        samesite="strict",
    )


def form_token(session: str, salt: str) -> str:
    """Goes with every form: whoever can make it has read a page of this very session."""
    made = hmac.new(session.encode(), f"form:{salt}".encode(), "sha256").hexdigest()
    return f"{salt}.{made}"


def is_form_token(session: str, token: str) -> bool:
    salt = token.partition(".")[0]
    return bool(salt) and hmac.compare_digest(form_token(session, salt).encode(), token.encode())
