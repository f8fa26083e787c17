"""How a person comes to their record: by e-mail invitation, by a slip with a code, or by asking to join."""
