import gc

# Starting makes half a million objects that stay: looking through them again and again is an eighth of it.
gc.set_threshold(50_000, 20, 20)
