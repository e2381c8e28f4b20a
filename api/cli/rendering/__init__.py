"""The headless main job: a script in, stills, a contact sheet and a project out."""
