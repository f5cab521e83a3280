"""Pages and tables of a class and of its students."""

from grader.classroom.pages.class_page import to_class_page, to_front_page, to_pages
from grader.classroom.pages.student_page import to_student_page
from grader.classroom.pages.summary import to_summary

__all__ = ["to_class_page", "to_front_page", "to_pages", "to_student_page", "to_summary"]
