"""Leading an empty system to its first published course: `manage.py setup` and the page /setup/."""
