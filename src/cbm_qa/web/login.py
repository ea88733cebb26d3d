"""The page on which one says who one is; it needs no script."""

from html import escape
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cbm_qa.web.guard import COOKIE, SESSION_S, Gate, caller_of

_STYLE = (files("cbm_qa.web") / "login.css").read_text(encoding="utf-8")


def show_login(title: str, root_path: str, wanted: str, message: str = "", status: int = 200) -> HTMLResponse:
    """Return the page, with why the last try failed."""
    said = f"<p role='alert'>{escape(message)}</p>" if message else ""
    return HTMLResponse(
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{escape(title)}: log in</title>"
        f"<meta name='viewport' content='width=device-width, initial-scale=1'><style>{_STYLE}</style></head>"
        f"<body><main><form method='post' action='{escape(root_path, quote=True)}/login'>"
        f"<h1>{escape(title)}</h1>{said}"
        f"<input type='hidden' name='next' value='{escape(wanted, quote=True)}'>"
        "<label>Name<input name='name' autocomplete='username' required autofocus></label>"
        "<label>Password<input name='password' type='password' autocomplete='current-password' required>"
        "</label><button>Log in</button></form></main></body></html>",
        status,
        {"Cache-Control": "no-store"},
    )


async def log_in(request: Request, gate: Gate, title: str, root_path: str) -> Response:
    """Return the answer to a filled-in page: a session and the way on, or the page again."""
    form = await request.form()
    name, password = str(form.get("name", ""))[:64], str(form.get("password", ""))
    wanted = _inside(str(form.get("next", "/")))
    good = await gate.enter(name, password, caller_of(request))
    if good is None:
        return show_login(title, root_path, wanted, "Too many tries. Wait five minutes.", 429)
    if not good:
        return show_login(title, root_path, wanted, "This name and password do not go together.", 401)
    answer = RedirectResponse(f"{root_path}{wanted}", 303)
    answer.set_cookie(
        COOKIE,
        gate.session_of(name),
        max_age=SESSION_S,
        path=root_path or "/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return answer


def log_out(root_path: str) -> Response:
    """Return the answer that ends a session."""
    answer = RedirectResponse(f"{root_path}/login", 303)
    answer.delete_cookie(COOKIE, path=root_path or "/")
    return answer


def _inside(wanted: str) -> str:
    """Return a path of this site; another site's address (also "//host") becomes the first page."""
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_path and "\n" not in wanted and "\r" not in wanted else "/"
