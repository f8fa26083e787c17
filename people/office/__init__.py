"""People, places and roles in the back office: lists and forms that call the same actions as pages."""
