"""What the quiz's pages say. No queries: everything needed is handed in."""

from assessments.presenters.front import FrontPage, present_front
from assessments.presenters.log import present_log
from assessments.presenters.paper import present_paper, present_review
from assessments.presenters.receipt import present_receipt
from assessments.presenters.result import present_result, weak_topics
from assessments.presenters.words import front_url, paper_url

__all__ = [
    "FrontPage",
    "front_url",
    "paper_url",
    "present_front",
    "present_log",
    "present_paper",
    "present_receipt",
    "present_result",
    "present_review",
    "weak_topics",
]
