"""Pages for people: one file each, with style, script and plots within, so that nothing is fetched from anywhere."""

from grader.classroom.pages.class_page import to_class_page, to_front_page, to_pages
from grader.report.html.page import to_fragment, to_html, to_student_page

__all__ = ["to_class_page", "to_fragment", "to_front_page", "to_html", "to_pages", "to_student_page"]
