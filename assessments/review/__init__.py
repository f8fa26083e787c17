"""What trainers and the Secretariat see of attempts, and how people are helped to another one."""
