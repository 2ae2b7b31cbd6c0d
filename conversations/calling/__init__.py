"""Calls to systems outside: what turns ask of them, who answers, and how the answer comes back."""
