"""The page's language: texts carry the name of their message, and the browser says them in its language.

So nothing on the server depends on who looks: a kept answer is shown in whatever language is chosen now.
"""

import json
from html import escape, unescape

import gradio as gr
import regex

from cbm_qa.messages import DEFAULT, LANGUAGES, catalogue, message

TEXTS = gr.I18n(**{code: dict(catalogue(code)) for code in LANGUAGES})
"""The catalogue as Gradio's own components read it; goes to `launch`."""


def label(key: str) -> gr.i18n.I18nData:
    """Return a message for a label, a placeholder or a button of Gradio."""
    return TEXTS(key)


def said(key: str, **values: object) -> str:
    """Return a message as HTML; the English is there until the browser says it in its language."""
    return f"<span data-said='{key}'{_values(values)}>{escape(message(key, DEFAULT, **values))}</span>"


def labelled(key: str, **values: object) -> str:
    """Return a message as the attributes that name an element for those who do not see it."""
    text = escape(message(key, DEFAULT, **values), quote=True)
    return f"aria-label='{text}' data-said-label='{key}'{_values(values)}"


def prompted(key: str) -> str:
    """Return a message as the attributes of an input that shows it while it is empty."""
    return f"placeholder='{escape(message(key), quote=True)}' data-said-placeholder='{key}'"


def text_of(html: str) -> str:
    """Return what HTML made here says, without its tags."""
    return unescape(regex.sub(r"<[^>]*>", "", html))


def _values(values: dict[str, object]) -> str:
    if not values:
        return ""
    return f" data-said-values='{escape(json.dumps(values, ensure_ascii=False), quote=True)}'"
