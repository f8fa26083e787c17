"""Settings: `base` is safe for production; `development`, `demo` and `test` only relax it."""
