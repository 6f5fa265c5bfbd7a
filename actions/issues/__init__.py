"""The register of difficulties: what answers do to it, and what is decided on its entries."""
