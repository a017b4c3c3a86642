"""Signaalbrug: signals of human trafficking, routed per district, with care and security kept apart."""

API_VERSION = "0.1.0"
