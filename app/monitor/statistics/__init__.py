"""Reading published figures: as JSON, as CSV and as a chart."""
