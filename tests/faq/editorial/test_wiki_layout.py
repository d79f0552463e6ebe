"""What pages of wikis hold that Markdown has no form for."""

from cluster_portal.toolkit import markdown
from tests.faq.editorial.test_wiki_pages import answer, read


def body(inside):
    entry = answer(f"<p>So.</p>{inside}")
    return entry.text.body


def test_list_and_table_within_a_cell_are_one_line_of_it():
    made = body(
        "<table><tr><th>Room</th><th>Holds</th></tr>"
        "<tr><td>A</td><td><table><tr><td>seats</td><td>8 | 9</td></tr>"
        "<tr><td><b>screens</b></td><td>1</td></tr></table></td></tr>"
        "<tr><td>B</td><td>both<ul><li>x</li><li>y<ol><li>z</li></ol></li></ul>"
        "<pre>a\n  b</pre></td></tr></table>"
    )

    html = markdown.render(made)
    assert html.count("<table>") == 1
    assert html.count("<tr>") == 3
    assert "<td>seats, 8 | 9; <strong>screens</strong>, 1</td>" in html
    assert "<td>both x; y z <code>a b</code></td>" in html


def test_tasks_say_whether_they_are_done():
    made = body(
        '<ul class="inline-task-list"><li class="checked">Ask</li><li>Go</li></ul>'
        "<ac:task-list><ac:task><ac:task-status>complete</ac:task-status>"
        "<ac:task-body>Sign</ac:task-body></ac:task><ac:task>"
        "<ac:task-status>incomplete</ac:task-status><ac:task-body>Pay</ac:task-body></ac:task>"
        "</ac:task-list>"
    )

    for line in ("- ☑ Ask", "- ☐ Go", "- ☑ Sign", "- ☐ Pay"):
        assert line in made.splitlines()


def test_remark_on_a_category_is_told_and_no_part_of_its_name():
    reading = read("<html><h1>Rooms (to be revised)</h1><h2>Who may?</h2><p>All.</p></html>")

    assert [entry.topic for entry in reading.entries] == ["Rooms"]
    assert "that the category “Rooms” is to be revised" in reading.left_out


def test_comments_under_an_exported_page_are_counted():
    reading = read(
        '<html><div id="main-content"><h2>Who may?</h2><p>All.</p></div>'
        '<div class="pageSection group"><div class="pageSectionHeader">'
        '<h2 id="comments" class="pageSectionTitle">Comments:</h2></div>'
        '<table><tr><td><a name="comment-1"></a><p>Is it true?</p></td></tr>'
        "<tr><td><p>Yes.</p></td></tr></table></div></html>"
    )

    assert "comments of the page: 2" in reading.left_out
