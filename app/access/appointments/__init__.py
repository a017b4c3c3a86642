"""Appointments: proposed by one beheerder, approved by another, lent to a deputy, withdrawn."""
