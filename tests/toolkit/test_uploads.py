import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from cluster_portal.toolkit import uploads
from cluster_portal.toolkit.uploads import IMAGES, PAPERS, StoredUnder, UploadValidator

PDF = b"%PDF-1.7 and so on"
PNG = b"\x89PNG\r\n\x1a\n and so on"
JPEG = b"\xff\xd8\xff\xe0 and so on"
ODT_TYPE = "application/vnd.oasis.opendocument.text"


def packed(**members: str) -> bytes:
    """A zip file: names with a double underscore for a slash and a dot as _dot_."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return content.getvalue()


DOCX = packed(word__document_dot_xml="<w/>")
ODT = packed(mimetype=ODT_TYPE, content_dot_xml="<o/>")


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("A.PDF", PDF),
        ("a.png", PNG),
        ("a.jpg", JPEG),
        ("a.jpeg", JPEG),
        ("a.docx", DOCX),
        ("a.odt", ODT),
    ],
)
def test_papers_are_taken_and_can_be_read_from_their_beginning(name, content):
    sent = file(name, content)

    UploadValidator(PAPERS)(sent)

    assert sent.read() == content


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"", "This file is empty."),
        ("a.exe", PDF, "Please send one of these kinds of file: docx, jpeg, jpg, odt, pdf, png."),
        ("pdf", PDF, "Please send one of these kinds of file"),
        ("a.pdf.html", PDF, "Please send one of these kinds of file"),
        ("a.svg", b"<svg onload=alert(1)>", "Please send one of these kinds of file"),
        ("a.pdf", b"<html><script>", "is named .pdf, but its content is something else"),
        ("a.pdf", b"%PD", "is named .pdf, but its content is something else"),
        ("a.png", JPEG, "is named .png, but its content is something else"),
        ("a.docx", packed(META_INF__MANIFEST_dot_MF="a program"), "its content is something else"),
        (
            "a.docx",
            packed(word__document_dot_xml="<w/>", word__vbaProject_dot_bin="macros"),
            "its content is something else",
        ),
        ("a.docx", b"PK\x03\x04 broken", "its content is something else"),
        ("a.odt", DOCX, "its content is something else"),
        ("a.odt", packed(mimetype="application/zip"), "its content is something else"),
    ],
)
def test_other_files_are_refused_in_words(name, content, words):
    with pytest.raises(ValidationError, match=words):
        UploadValidator(PAPERS)(file(name, content))


def test_the_limit_is_in_megabytes_and_the_last_byte_counts():
    limit = PDF + b" " * (uploads.MEGABYTE - len(PDF))

    UploadValidator(PAPERS, megabytes=1)(file("a.pdf", limit))
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        UploadValidator(PAPERS, megabytes=1)(file("a.pdf", limit + b" "))


def test_images_are_not_papers():
    with pytest.raises(ValidationError, match="jpeg, jpg, png"):
        UploadValidator(IMAGES)(file("a.pdf", PDF))


def test_a_file_gets_a_name_that_nobody_can_guess():
    keep = StoredUnder("papers")

    names = {keep(None, "../../etc/Statut & co.PDF") for _time in range(5)}

    assert len(names) == 5
    for name in names:
        folder, kept = name.split("/")
        assert folder == "papers"
        assert len(kept) == 32 + len(".pdf")
        assert kept.endswith(".pdf")
    assert keep(None, "no ending").endswith(".bin")


def test_the_digest_is_of_the_whole_file_wherever_it_was_read_to():
    sent = file("a.pdf", PDF)
    sent.read(3)

    assert uploads.sha256(sent) == hashlib.sha256(PDF).hexdigest()
    assert sent.read() == PDF


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.pdf", "application/pdf"),
        ("a.png", "image/png"),
        ("a.html", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_a_download_says_its_type_and_cannot_act(name, media_type):
    response = uploads.download(ContentFile(PDF, name="x"), name=name)

    assert response.headers["Content-Type"] == media_type
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content) == PDF


def test_a_download_keeps_a_romanian_name_and_no_line_of_it_becomes_a_header():
    response = uploads.download(ContentFile(PDF), name='Hotărâre"\r\nSet-Cookie: x=1.pdf')

    assert "Set-Cookie" not in response.headers
    assert "\n" not in response.headers["Content-Disposition"]


def test_two_rules_that_say_the_same_are_equal():
    assert UploadValidator({"pdf"}) == UploadValidator({"pdf"})
    assert UploadValidator({"pdf"}) != UploadValidator({"pdf"}, megabytes=2)
    assert hash(UploadValidator(PAPERS)) == hash(UploadValidator(set(PAPERS)))
    assert StoredUnder("a") == StoredUnder("a")
    assert StoredUnder("a") != StoredUnder("b")
