"""The site: its pages as tabs, its looks, and nothing that comes from another machine."""

from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr

from cbm_qa.config import default_file_limit
from cbm_qa.messages import DEFAULT, LANGUAGES, catalogue, message
from cbm_qa.model import Document
from cbm_qa.web.api import add_endpoints
from cbm_qa.web.audit import build_audit
from cbm_qa.web.chat import build_chat
from cbm_qa.web.documents import build_documents
from cbm_qa.web.evaluate import build_evaluate
from cbm_qa.web.language import TEXTS, label, said
from cbm_qa.web.picture import build_pictures
from cbm_qa.web.read import build_read
from cbm_qa.web.site import Answering, Page, Site
from cbm_qa.web.sources import build_sources
from cbm_qa.web.tables import build_tables

TITLE = "Ask the paper"
PAGES = (
    Page("ask", "Ask", build_chat),
    Page("read", "Read", build_read),
    Page("tables", "Tables", build_tables),
    Page("sources", "Sources", build_sources),
    Page("documents", "Documents", build_documents),
    Page("audit", "Audit", build_audit),
    Page("evaluate", "Evaluate", build_evaluate),
)
"""The pages in the order of their tabs; a new page is one line here."""

_STYLES = (
    "style.css",
    "pages.css",
    "reader.css",
    "tables.css",
    "plots.css",
    "picture.css",
    "documents.css",
    "sources.css",
)
_SCRIPTS = ("language.js", "looks.js", "route.js", "chats.js", "page.js", "frame.js", "alive.js")


def build_app(
    assistant: Answering,
    *,
    title: str = TITLE,
    corpus: Path | None = None,
    home: Path | None = None,
    index: Path | None = None,
    read_only: bool = False,
) -> gr.Blocks:
    """Return the site over an assistant; launch it with `page_options`.

    Args:
        assistant: What answers.
        title: In the head of every page.
        corpus: Folder of the documents, the default one where none is given.
        home: Folder for what visitors leave, the default one where none is given.
        index: Folder of the index that the assistant answers from, the default one where none is given.
        read_only: Let visitors ask and read, and change nothing.
    """
    site = Site(assistant, corpus=corpus, home=home, index=index, read_only=read_only)
    return build_site(site, title)


def build_site(site: Site, title: str = TITLE) -> gr.Blocks:
    """Return the pages and endpoints of a site."""
    with gr.Blocks(title=title, analytics_enabled=False, fill_height=True) as app:
        gr.HTML(_header(title, site.documents), elem_id="top")
        with gr.Tabs(elem_id="pages"):
            for page in PAGES:
                with gr.Tab(_tab_name(page), id=page.key, elem_id=f"page-{page.key}"):
                    page.build(app, site)
        build_pictures(site)
        add_endpoints(site)
    return app


def page_options() -> dict[str, Any]:
    """Return what `launch` needs for the site to look and work as meant: theme, styles, scripts."""
    sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
    return {
        "theme": gr.themes.Base(font=sans, font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"]),
        "css": "\n".join(map(_read, _STYLES)),
        "head": "".join(f"<script>{_read(name)}</script>" for name in _SCRIPTS),
        "i18n": TEXTS,
        "footer_links": ["api"],
        "max_file_size": int(default_file_limit() * 2**20),
    }


def _read(name: str) -> str:
    return (files("cbm_qa.web") / name).read_text(encoding="utf-8")


def _tab_name(page: Page) -> Any:  # noqa: ANN401  # a text, or one that the browser says
    return label(f"page.{page.key}") if f"page.{page.key}" in catalogue(DEFAULT) else page.name


def _header(title: str, documents: Mapping[str, Document]) -> str:
    first = next(iter(documents.values()), None)
    about = escape(first.title) if first else ""
    if first and len(documents) > 1:
        about = said("site.more", title=first.title, n=len(documents) - 1)
    name = said("site.title") if title == TITLE else escape(title)
    return (
        f"<header id='bar'><a class='skip' href='#question'>{said('site.skip')}</a>"
        f"<h1>{name}</h1><p>{about}</p>{_settings()}</header>"
    )


def _settings() -> str:
    """Return what a visitor may choose for this browser: language, looks, size of the text."""
    names = "".join(
        f"<option value='{code}' lang='{code}'>{name}</option>" for code, name in LANGUAGES.items()
    )
    return (
        f"<details class='menu' id='settings'><summary>{said('site.settings')}</summary>"
        f"<div class='menu-body'><label>{said('site.language')} <select id='language-choice'>{names}</select>"
        f"</label>{_choice('look', 'site.look', ('system', 'light', 'dark', 'contrast'))}"
        f"{_choice('text', 'site.text_size', ('normal', 'large', 'largest'))}</div></details>"
    )


def _choice(name: str, key: str, values: tuple[str, ...]) -> str:
    options = "".join(
        f"<option value='{value}' data-said='{key}.{value}'>{escape(message(f'{key}.{value}'))}</option>"
        for value in values
    )
    return f"<label>{said(key)} <select id='{name}-choice'>{options}</select></label>"
