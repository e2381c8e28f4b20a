"""The graph over HTTP, WebSocket and server-sent events, hardened against hostile clients."""
