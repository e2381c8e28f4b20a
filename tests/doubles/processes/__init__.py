"""Doubles as processes of their own, with a journal on disk: they can be killed and started again."""
