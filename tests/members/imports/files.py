"""Files as offices send them, made in memory."""

import io
import zipfile

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

HEAD = ["Denumire", "CUI", "Categorie", "Localitate", "Telefon", "Competențe", "Membru din"]
ALFA = ["Alfa Știință SRL", "RO99000018", "Companie", "Cluj-Napoca", "+40 264 000 001",
        "cloud, robotică", "14.03.2019"]  # fmt: skip
BETA = ["Universitatea Beta", "99000026", "Universitate", "Oradea", "", "", "2020-05-01"]


def table(*rows, separator=";"):
    lines = [separator.join(f'"{cell}"' if separator in cell else cell for cell in row)
             for row in rows]  # fmt: skip
    return "\r\n".join(lines) + "\r\n"


def csv_file(*rows, separator=";", encoding="utf-8", name="members.csv"):
    return SimpleUploadedFile(name, table(*rows, separator=separator).encode(encoding))


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    paper = io.BytesIO()
    book.save(paper)
    return paper.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The same package with some parts replaced; a name's slashes are written __."""
    replaced = {name.replace("__", "/") + ".xml": data for name, data in parts.items()}
    paper = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, replaced.get(part.filename, old.read(part.filename)))
    return paper.getvalue()
