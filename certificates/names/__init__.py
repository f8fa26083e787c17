"""The name on a certificate: its holder confirms or disputes it, and the keeper of the roster decides."""
