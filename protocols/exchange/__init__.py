"""Protocols as XLSForm, out and in.

`writing` makes a workbook of a document, `taking` makes a document of a workbook and says row by row what
cannot be kept; both are pure and know no Django. `workbooks` turns workbooks into files and back, `actions` makes a draft.
"""
