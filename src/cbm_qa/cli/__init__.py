"""The command line: a module a command, which parses, makes one call and renders.

Heavy imports are inside the commands that need them.
"""

import sys

import typer

from cbm_qa.cli.ask import ask
from cbm_qa.cli.audit import audit
from cbm_qa.cli.documents import add, remove
from cbm_qa.cli.evaluate import evaluate
from cbm_qa.cli.feedback import feedback
from cbm_qa.cli.index import index
from cbm_qa.cli.search import search
from cbm_qa.cli.serve import serve
from cbm_qa.cli.show import show
from cbm_qa.cli.sources import app as sources
from cbm_qa.cli.tables import app as tables
from cbm_qa.errors import CbmQaError

app = typer.Typer(
    help="Ask a research paper and its sources: verbatim quotes, exact table values, section "
    "citations, or a plain no.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command()(index)
app.command()(add)
app.command()(remove)
app.command()(ask)
app.command()(search)
app.command()(show)
app.command()(audit)
app.command("eval")(evaluate)
app.command()(feedback)
app.add_typer(tables, name="tables")
app.add_typer(sources, name="sources")
app.command()(serve)


def main() -> None:
    """Run the command line; exit 2 with one line on bad usage or input, 130 when interrupted."""
    try:
        app(standalone_mode=True)
    except CbmQaError as error:
        hint = f" ({error.hint})" if error.hint else ""
        print(f"cbm-qa: {error}{hint}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("cbm-qa: stopped", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:  # the reader of a pipe went away (| head)
        sys.stderr.close()
        sys.exit(0)
