"""Turn any Manim Community scene into verified media.

The way a frame travels: a `RenderJob` says what to make; `manim_stage.perform` plays the scene and hands every
frame, in order, to the job's sinks (video, GIF, still); what the sinks encoded is assembled with captions, chapters and
sound, and published by atomic rename beside a JSON sidecar. Only `manim_stage` knows Manim's internals; nothing in
this package knows the scenes it renders.
"""
