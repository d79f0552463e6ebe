"""Any file gives a table or a sentence; none gives a crash, nor room to a bomb."""

import datetime as dt
import io
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from members.imports.errors import UnreadableFileError
from members.imports.reading import files, workbooks
from members.imports.reading.sheet import MOST_BYTES, MOST_ROWS, Sheet
from tests.members.imports.files import ALFA, BETA, HEAD, repacked, table, workbook


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encoding_and_separator_are_guessed(encoding, named, separator):
    sheet = files.read(table(HEAD, ALFA, BETA, separator=separator).encode(encoding))

    assert sheet.header == HEAD
    assert [cells for _line, cells in sheet.rows] == [ALFA, BETA]
    assert named in sheet.read_as


@pytest.mark.parametrize(
    ("encoding", "word", "named"),
    [
        ("cp1250", "Şcoală „Ţară”", "Windows-1250"),
        ("iso-8859-2", "Şcoală Ţară", "ISO-8859-2"),
    ],
)
def test_old_codes_and_letters_become_those_of_today(encoding, word, named):
    sheet = files.read(table(HEAD, [word, *ALFA[1:]], separator=";").replace("ș", "s")
                       .replace("ț", "t").replace("Ș", "S").encode(encoding))  # fmt: skip

    assert sheet.rows[0][1][0] == word.replace("Ş", "Ș").replace("Ţ", "Ț")
    assert named in sheet.read_as


def test_workbook_is_read_with_its_days_and_numbers():
    day = dt.datetime.fromisoformat("2019-03-14")  # workbooks know no zones
    content = workbook(["Name", "CUI", "Since", "Staff"],
                       ["Alfa", 99000018, day, 12.0],
                       [None, None, None, None],
                       ["Beta", "99000026", dt.date(2020, 5, 1), 3.5])  # fmt: skip
    sheet = files.read(content)

    assert sheet.rows == [
        (2, ["Alfa", "99000018", "2019-03-14", "12"]),
        (4, ["Beta", "99000026", "2020-05-01", "3.5"]),
    ]
    assert sheet.read_as == "XLSX"


def test_our_own_table_comes_back_as_it_was():
    sheet = files.read("Name,Phone\r\nAlfa,'+40 264\r\n'=Beta,\r\n".encode("utf-8-sig"))

    assert [cells for _line, cells in sheet.rows] == [["Alfa", "+40 264"], ["=Beta", ""]]


def test_short_and_long_rows_are_cut_to_the_header():
    sheet = files.read(b"a;b\n1\n1;2;3\n")

    assert [cells for _line, cells in sheet.rows] == [["1", ""], ["1", "2"]]


BOOK = workbook(HEAD, ALFA)


# Named by hand: a workbook's bytes carry the hour, so they would differ from worker to worker.
NO_TABLES = {
    "nothing": (b"", "empty"),
    "NUL": (b"\0\0\0", "empty"),
    "JPEG": (b"\xff\xd8\xff\xe0" + b"JFIF" * 100, "not a table"),
    "PDF": (b"%PDF-1.7 ...", "not a table"),
    "PNG": (b"\x89PNG\r\n\x1a\n", "not a table"),
    "every byte": (bytes(range(256)) * 4, "not a table"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old kind"),
    "header alone": (b"only a header;and nothing\n", "no table"),
    "long cell": (b"a,b\n" + b"x" * 5000 + b",1\n", "more than 4000 signs"),
    "too large": (b"a" * (MOST_BYTES + 1), "larger than 5 MB"),
    "beginning": (BOOK[:200], "broken or protected"),
    "end missing": (BOOK[:-40], "broken or protected"),
    "not XML": (repacked(BOOK, xl__workbook=b"<not xml"), "broken or protected"),
    "empty sheet": (repacked(BOOK, xl__worksheets__sheet1=b""), "broken or protected"),
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_what_is_no_table_gets_a_sentence(name):
    content, sentence = NO_TABLES[name]

    with pytest.raises(UnreadableFileError, match=sentence):
        files.read(content)


def test_too_many_rows_or_columns_get_a_sentence():
    with pytest.raises(UnreadableFileError, match="more than 5000 rows"):
        files.read(b"a;b\n" + b"1;2\n" * (MOST_ROWS + 1))
    with pytest.raises(UnreadableFileError, match="columns"):
        files.read(b";".join([b"a"] * 70) + b"\n" + b";".join([b"1"] * 70) + b"\n")
    assert len(files.read(b"a;b\n" + b"1;2\n" * MOST_ROWS).rows) == MOST_ROWS


def test_document_of_a_word_processor_is_another_kind():
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w") as package:
        package.writestr("word/document.xml", "<w/>")

    with pytest.raises(UnreadableFileError, match="another kind"):
        files.read(paper.getvalue())


def test_zip_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(workbooks.openpyxl, "load_workbook", None)  # would fail another way
    bomb = repacked(BOOK, xl__worksheets__sheet1=b"0" * (workbooks.MOST_UNPACKED + 1))

    assert len(bomb) < 200_000
    with pytest.raises(UnreadableFileError, match="too large when unpacked"):
        files.read(bomb)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_bomb_is_not_expanded(encoding):
    laughs = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'
    bomb = repacked(BOOK, xl__worksheets__sheet1=laughs.encode(encoding))

    with pytest.raises(UnreadableFileError, match="broken or protected"):
        files.read(bomb)


def test_a_sheet_that_names_its_last_row_far_below_is_bounded():
    xml = (b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
           b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
           b'<row r="2"><c r="A2" t="inlineStr"><is><t>b</t></is></c></row>'
           b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>c</t></is></c></row>'
           b"</sheetData></worksheet>")  # fmt: skip
    sheet = files.read(repacked(BOOK, xl__worksheets__sheet1=xml))

    assert sheet.rows == [(2, ["b"])]


def table_or_sentence(content):
    try:
        sheet = files.read(content)
    except UnreadableFileError as error:
        return str(error)
    assert isinstance(sheet, Sheet)
    assert all(len(cells) == len(sheet.header) for _line, cells in sheet.rows)
    assert "\0" not in str(sheet)
    return "read"


@given(st.binary(max_size=2000))
@example(b"PK\x03\x04")
@example(b"\xff\xfea")
@example(b'"\n"')
@example(b"\xef\xbb\xbf\xff")
def test_any_bytes_give_a_table_or_a_sentence(content):
    assert table_or_sentence(content)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=6), st.integers(0, len(BOOK) - 1))
def test_a_workbook_with_any_hurt_gives_a_table_or_a_sentence(hurt, place):
    assert table_or_sentence(BOOK[:place] + hurt + BOOK[place + len(hurt) :])


@given(st.text(max_size=500))
def test_any_text_gives_a_table_or_a_sentence(text):
    assert table_or_sentence(text.encode("utf-8", "replace"))
