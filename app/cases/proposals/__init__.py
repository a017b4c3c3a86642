"""Proposals of an integral approach for a case of the security side, which the DSP of the district decides on."""
