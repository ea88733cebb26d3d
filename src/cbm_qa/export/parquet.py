"""Parquet through pyarrow, which is no part of the standard install: it is as big as the rest together."""

import io
import math
from decimal import Decimal
from typing import Any

from cbm_qa.errors import UsageError
from cbm_qa.export.columns import Column, read_columns, unique_headers
from cbm_qa.export.named import NamedTable

_INT64 = 2**63


def write_parquet(named: NamedTable) -> bytes:
    """Return the table as Parquet.

    A column of numbers is int64 or float64 with nulls where a value is missing; any other, and one with a
    number too big for either, is text as printed.

    Raises:
        UsageError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError(
            "Parquet needs pyarrow, which is not installed", hint="pip install 'cbm-qa[parquet]'"
        ) from error
    table = named.table
    columns = read_columns(table)
    arrays = [_typed(pa, column) for column in columns]
    fields = [
        pa.field(name, array.type, metadata={"unit": column.unit} if column.unit else None)
        for name, array, column in zip(unique_headers(table), arrays, columns, strict=True)
    ]
    about = {
        "document": named.document.key,
        "title": named.document.title,
        "label": table.label,
        "caption": table.caption,
        "source_note": table.source_note,
    }
    schema = pa.schema(fields, metadata={k: v.encode("utf-8", "replace") for k, v in about.items()})
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


def _typed(pa: Any, column: Column) -> Any:  # noqa: ANN401  # pyarrow has no types
    values = column.values
    if column.is_numeric and all(v is None or _fits_int(v) for v in values):
        return pa.array([None if v is None else int(v) for v in values], type=pa.int64())
    if column.is_numeric and all(v is None or math.isfinite(float(v)) for v in values):
        return pa.array([None if v is None else float(v) for v in values], type=pa.float64())
    return pa.array([_text(text) for text in column.texts], type=pa.string())


def _fits_int(value: Decimal) -> bool:
    return abs(value) < _INT64 and value == value.to_integral_value()


def _text(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
