"""Signaalbrug: signals of human trafficking, routed per district, with care and security kept apart."""

import logging

# FastAPI warns at import that it will not check the one e-mail address in our OpenAPI document; a test does.
logging.getLogger("fastapi").setLevel(logging.ERROR)

API_VERSION = "0.1.0"
