"""The signed form of a certificate: keys, Open Badges credentials, their proofs and the status list."""
