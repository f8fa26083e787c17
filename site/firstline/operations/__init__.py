"""Running the product: one supervisor for the web server, two workers and the schedule.

`manage.py up` is for one machine without any other server: the demo, a laptop, a small office.
Larger installations run the same processes under their own supervisor (see `deploy/`).
"""
