"""Pages of `courses`: the learner's, the public ones, and releasing in the back office."""
