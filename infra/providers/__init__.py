"""Render providers: each speaks one protocol to endpoints (studio.rendering.ports.Provider)."""
