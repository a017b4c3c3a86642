"""The half-year report for the bestuurlijk trekker, as PDF and as ODT."""
