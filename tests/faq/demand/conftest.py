from tests.faq.search.conftest import answers

__all__ = ["answers"]
