"""A client of ComfyUI's HTTP and WebSocket protocol, as ComfyUI 0.8 speaks it."""
