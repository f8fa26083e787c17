"""Question bank, quizzes, attempts and their grading."""
