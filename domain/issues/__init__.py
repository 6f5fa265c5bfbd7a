"""The register of difficulties."""
