"""The register as the Secretariat sees it: finding a certificate, and taking one out of force."""
