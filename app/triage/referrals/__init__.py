"""Referrals: handing work to another desk or to a partner outside, with a reason, which is accepted or returned."""
