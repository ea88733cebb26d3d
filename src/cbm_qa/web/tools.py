"""The endpoints as tools of a language model, over the Model Context Protocol."""

import functools
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from anyio import to_thread
from gradio.utils import get_function_description

from cbm_qa.errors import CbmQaError, ServeError
from cbm_qa.web.functions import wrapped

if TYPE_CHECKING:
    from mcp.server.fastmcp import FastMCP

PATHS = ("/mcp", "/gradio_api/mcp")
"""Where the tools are: the usual address, and the one that Gradio's own server has."""

_INSTRUCTIONS = (
    "Answers questions about the documents on this server with verbatim quotes, exact table values and "
    "section citations. Call `ask` first. Quote what it cites, give the section, and where it abstains say "
    "that the documents do not hold the answer."
)


def make_tools(endpoints: Sequence[Callable[..., Any]], *, is_local: bool) -> "FastMCP[Any]":
    """Return an MCP server over the endpoints; its `streamable_http_app` answers at "/".

    Args:
        endpoints: What it offers; names, types and docstrings are the tools' descriptions.
        is_local: Take requests only under this machine's own names, so that no web page can reach it
            by giving its own name this address.

    Raises:
        ServeError: The MCP library is not installed.
    """
    try:
        from mcp.server.fastmcp import FastMCP
        from mcp.server.fastmcp.exceptions import ToolError
        from mcp.server.fastmcp.tools import Tool
        from mcp.server.transport_security import TransportSecuritySettings
    except ImportError as error:
        raise ServeError(
            "--mcp needs the MCP library, which is not installed", hint="pip install 'cbm-qa[mcp]'"
        ) from error

    def told(error: CbmQaError) -> Exception:
        return ToolError(f"{error}{f' ({error.hint})' if error.hint else ''}")

    security = None if is_local else TransportSecuritySettings(enable_dns_rebinding_protection=False)
    tools = []
    for endpoint in endpoints:
        about, arguments, _ = get_function_description(endpoint)
        tool = Tool.from_function(_in_thread(wrapped(endpoint, told)), endpoint.__name__, description=about)
        for name, words in arguments.items():
            tool.parameters["properties"][name]["description"] = words
        tools.append(tool)
    return FastMCP(
        "cbm-qa",
        tools=tools,
        instructions=_INSTRUCTIONS,
        streamable_http_path="/",
        stateless_http=True,
        json_response=True,
        log_level="WARNING",
        transport_security=security,
    )


def _in_thread(function: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """Return the function so that a slow call holds up no other."""

    @functools.wraps(function)
    async def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # whatever the function takes
        return await to_thread.run_sync(functools.partial(function, *args, **kwargs))

    return call
