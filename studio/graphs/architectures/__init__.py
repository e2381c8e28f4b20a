"""One file for each architecture: how it turns a task and a seed into pictures."""
