"""ComfyUI graphs: what each model family can do, and the graph that does it. Pure."""
