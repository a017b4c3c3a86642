"""The plan of approach of a case: its goals, to which interventions can be tied."""
