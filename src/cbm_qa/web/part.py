"""A part of a page that is HTML with a script of its own, and functions of the server for that script."""

from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import gradio as gr

from cbm_qa.web.language import labelled

Function = Callable[[dict[str, Any]], Any]


def add_part(elem_id: str, frame: str, script: str, functions: list[Function]) -> None:
    """Put a part into the page.

    Args:
        elem_id: Of the element that holds it.
        frame: Its HTML at first.
        script: Name of a file beside this module; Gradio gives it `element` and `server`.
        functions: What the script may ask: `server.NAME(asked)` for each, by its name here.
    """
    gr.HTML(
        "",
        html_template=frame,
        js_on_load=(files("cbm_qa.web") / script).read_text(encoding="utf-8"),
        server_functions=functions,
        apply_default_css=False,
        elem_id=elem_id,
    )


def format_buttons(attribute: str, formats: Mapping[str, str], named: str = "") -> str:
    """Return a button for each format of a file.

    Args:
        attribute: The `data-` attribute that holds the format's key.
        formats: Names as shown, by key.
        named: The message that names a button, with `format` in it, to those who do not see it.
    """

    def button(key: str, name: str) -> str:
        told = f" {labelled(named, format=name)}" if named else ""
        return f"<button type='button' data-{attribute}='{key}'{told}>{name}</button>"

    return "".join(button(key, name) for key, name in formats.items())
