"""Documents as files: one XML, or many in one ZIP that never stands in memory whole."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from members.invoices.models import Invoice
from members.invoices.pdf import file_name
from members.invoices.ubl.builder import xml_of

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # what the format holds; the same content gives the same file


class _Pipe(io.RawIOBase):
    """Takes what the ZIP writes and gives it on; it cannot be rewound."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]  # the stubs know no common buffer
        self.held += part
        return len(part)

    def take(self) -> bytes:
        part, self.held = bytes(self.held), bytearray()
        return part


def zip_of(invoices: Iterable[Invoice]) -> Iterator[bytes]:
    """The UBL of each document, part by part as a response sends it."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for invoice in invoices:
            entry = zipfile.ZipInfo(file_name(invoice, "xml"), LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, xml_of(invoice))
            yield pipe.take()
    yield pipe.take()
