"""Ask a research paper and its sources: cited answers, verbatim quotes, exact table values.

from cbm_qa import Assistant
answer = Assistant.open("index").ask("What share did exports have in 2020?")
print(answer.text)
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cbm_qa.assistant import Assistant

__all__ = ["Assistant"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  # the module protocol (PEP 562)
    """Import the assistant when it is first asked for, so that `import cbm_qa` stays light."""
    if name == "Assistant":
        from cbm_qa.assistant import Assistant

        return Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
