import re

import pytest

from cluster_portal.toolkit import markdown


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("# A\n\n## B\n\n# C", [2, 3, 2]),
        ("### A\n\n### B\n\n#### C\n\n### D", [2, 2, 3, 2]),
        ("## A\n\n#### B\n\n### C\n\n## D", [2, 3, 3, 2]),
        ("#### A\n\n# B", [2, 2]),
        ("# 1\n\n## 2\n\n### 3\n\n#### 4\n\n##### 5\n\n###### 6", [2, 3, 4, 5, 6, 6]),
        ("A\n=\n\nB\n-", [2, 3]),
    ],
)
def test_headings_follow_each_other_without_a_gap(written, levels):
    html = markdown.render(written)

    assert [int(level) for level in re.findall(r"<h(\d)", html)] == levels
    assert [int(level) for level in re.findall(r"</h(\d)", html)] == levels


def test_headings_begin_where_the_page_wants_them():
    assert markdown.render("## What for", top=3) == '<h3 id="what-for">What for</h3>\n'
