"""The demo: the main job on a sample department in the browser."""
