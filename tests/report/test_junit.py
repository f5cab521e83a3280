"""JUnit's XML: two schemas that others wrote, and a parser that others wrote, take it.

Whatever stands in it.
"""

from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import junitparser
import pytest
from lxml import etree
from sample_class import BROKEN, check, report, scored
from tools import JUNIT_SCHEMAS, needs_junit_schemas

from grader.report.junit import to_junit
from grader.results import Reason, Usage

AT = datetime(2026, 11, 20, 23, 59, tzinfo=timezone(timedelta(hours=8)))
ALL_KINDS = report(
    check(60, usage=Usage(1.25, 10, 40, 1 << 30)),
    check(10, 20, name="test_half", output="shape\n"),
    check(
        0, 15, name="test_none", reason=Reason.TIMEOUT, message="stopped", hint=None, hidden=True
    ),
    BROKEN,
    ungraded=40,
    notes=("a.py was taken",),
)
HOSTILE = "a\x00\x1b[31m\ufffe\ud800<b>&\"']]>\u202e\x85" + "x" * 10_000


def written(*reports):
    return to_junit(reports, AT)


@needs_junit_schemas
@pytest.mark.parametrize("schema", ["JUnit.xsd", "jenkins-junit.xsd"])
@pytest.mark.parametrize(
    "reports",
    [
        [ALL_KINDS],
        [ALL_KINDS, scored(100)],
        [report()],
        [report(check(0, title=HOSTILE, message=HOSTILE, output=HOSTILE), notes=(HOSTILE,))],
    ],
    ids=["every kind of result", "two reports", "no checks", "hostile text"],
)
def test_it_fits_the_schemas_of_ant_and_of_jenkins(schema, reports):
    document = etree.fromstring(written(*reports).encode())
    xsd = etree.XMLSchema(etree.parse(JUNIT_SCHEMAS / schema))
    assert xsd.validate(document), xsd.error_log


def test_a_parser_of_others_finds_the_same_results():
    (suite,) = junitparser.JUnitXml.fromstring(written(ALL_KINDS).encode())
    kinds = {case.name: [type(result) for result in case.result] for case in suite}
    assert kinds == {
        "test_forward": [],
        "test_half": [junitparser.Failure],
        "test_none": [junitparser.Failure],
        "test_odd": [junitparser.Error],
    }
    assert (suite.tests, suite.failures, suite.errors, suite.time) == (4, 2, 1, 1.25)
    assert suite.timestamp == "2026-11-20T15:59:00"


def test_points_are_properties_of_the_suite():
    (suite,) = junitparser.JUnitXml.fromstring(written(ALL_KINDS).encode())
    properties = {one.name: one.value for one in suite.properties()}
    assert (properties["score"], properties["max_score"], properties["ungraded"]) == (
        "70",
        "95",
        "40",
    )
    assert (properties["test_half.score"], properties["test_half.max_score"]) == ("10", "20")
    assert (properties["test_half.hint"], properties["test_none.hidden"]) == ("sign", "true")


def test_a_failure_says_its_points_its_reason_and_what_went_wrong():
    failure = ET.fromstring(written(ALL_KINDS)).find(".//testcase[@name='test_half']/failure")
    assert (failure.get("message"), failure.get("type")) == ("10/20: forward works", "wrong")
    assert failure.text == "is wrong\nhint: look at the sign"
    assert (
        ET.fromstring(written(ALL_KINDS)).find(".//testcase[@name='test_none']/failure").get("type")
        == "timeout"
    )


def test_only_what_is_broken_is_an_error_and_its_message_stays_with_the_author():
    errors = ET.fromstring(written(ALL_KINDS)).findall(".//error")
    assert [error.text for error in errors] == [
        "5 points could not be graded: that is the grader's fault, not yours."
    ]
    assert "ZeroDivisionError" not in written(ALL_KINDS)


def test_what_was_printed_and_what_is_to_be_known_stand_in_the_output():
    lines = ET.fromstring(written(ALL_KINDS)).findtext(".//system-out").splitlines()
    assert lines[0] == "note: a.py was taken"
    assert lines[-3:] == ["test_half:", "it printed:", "| shape"]


def test_characters_that_xml_has_no_place_for_are_replaced():
    hostile = report(check(0, title="a\x0bb", message="c\x00", output="d\x1b"), notes=("e\ufffe",))
    text = written(hostile)
    ET.fromstring(text)
    assert not {"\x0b", "\x00", "\x1b", "\ufffe"} & set(text)
