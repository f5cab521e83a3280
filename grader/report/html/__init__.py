"""Pages for people: one file each, with style, script and plots within, so that nothing is fetched from anywhere."""

from grader.report.html.classroom import to_class_page, to_front_page
from grader.report.html.page import to_html, to_student_page, to_table

__all__ = ["to_class_page", "to_front_page", "to_html", "to_student_page", "to_table"]
