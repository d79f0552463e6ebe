import codecs

import pytest

from faq.editorial.errors import UnreadableFileError
from faq.editorial.files.decoding import LIMIT, decode, read_text

ROMANIAN = "Ședința și plățile în țară: „așa” – da."
PLAIN = "Ședința și plățile în țară"


@pytest.mark.parametrize(
    "content",
    [
        ROMANIAN.encode(),
        codecs.BOM_UTF8 + ROMANIAN.encode(),
        ROMANIAN.encode("utf-16"),
        ROMANIAN.translate(str.maketrans("șțȘȚ", "şţŞŢ")).encode("cp1250"),
        ROMANIAN.translate(str.maketrans("șțȘȚ", "şţŞŢ")).encode(),
    ],
    ids=["utf-8", "utf-8 with BOM", "utf-16", "cp1250", "utf-8 with cedilla"],
)
def test_text_is_read_with_its_letters_in_whatever_encoding(content):
    assert decode(content, "file") == ROMANIAN


@pytest.mark.parametrize("encoding", ["iso-8859-2", "iso-8859-16"])
def test_text_of_the_older_standards_is_read(encoding):
    source = PLAIN if encoding == "iso-8859-16" else PLAIN.translate(str.maketrans("șțȘȚ", "şţŞŢ"))

    assert decode(source.encode(encoding), "file") == PLAIN


def test_quotes_part_the_two_older_standards():
    assert decode("„Așa” și așa".encode("iso-8859-16"), "file") == "„Așa” și așa"


def test_line_ends_of_all_systems_are_one():
    assert decode(b"a\r\nb\rc\n", "file") == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (b"%PDF-1.7 text", "a PDF, not text"),
        (b"PK\x03\x04rest", "a Word, OpenDocument or ZIP file"),
        (b"what?\x00\x01\x02", "is not text"),
        (bytes(range(256)), "is not text"),
    ],
)
def test_what_is_no_text_is_told_in_one_sentence(content, said):
    with pytest.raises(UnreadableFileError, match=said) as error:
        decode(content, "file")

    assert str(error.value).count("\n") == 0


def test_missing_file_folder_and_huge_file_are_told_in_one_sentence(tmp_path):
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    for path, said in [
        (tmp_path / "none.txt", "There is no file"),
        (tmp_path, "is a folder"),
        (huge, "has 50 MB"),
    ]:
        with pytest.raises(UnreadableFileError, match=said):
            read_text(path)


def test_file_at_the_limit_is_read(tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"a" * LIMIT)

    assert len(read_text(path)) == LIMIT


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ('<meta charset="windows-1252">', "cp1252"),
        ("<META http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>", "cp1252"),
        ('<meta charset="iso-8859-2">', "iso-8859-2"),
    ],
)
def test_page_that_says_its_encoding_is_read_as_browsers_read_it(declared, encoding):
    source = f"<html>{declared}<p>café – müde" if encoding == "cp1252" else f"{declared}<p>żółw"

    assert decode(source.encode(encoding), "page.html") == source


@pytest.mark.parametrize("declared", ["utf-7", "base64", "rot13", "hex", "nonsense"])
def test_encoding_that_is_none_is_not_believed(declared):
    source = f'<meta charset="{declared}"><p>Ședință'

    assert decode(source.encode(), "page.html") == source


def test_file_of_ours_keeps_the_letters_of_other_languages():
    assert decode("---\nlanguage: en\n---\nŞişli".encode(), "a.md").endswith("Şişli")
    assert decode("Şişli".encode(), "a.txt") == "Șișli"
