"""Safe CSV, reading CSV and XLSX, calendar months, SVG charts: formats without a database."""
