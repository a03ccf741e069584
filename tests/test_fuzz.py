"""Requests made from the OpenAPI description, right and wrong ones: what comes back is always what is described."""

EXAMPLES = 12  # requests a route
SKIPPED = {"positive_data_acceptance", "negative_data_rejection", "missing_required_header", "ignored_auth"}
