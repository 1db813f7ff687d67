"""Turn any Manim Community scene into verified media.

How a frame travels: a `core.job.RenderJob` describes what to make. `playback` plays the scene, and `drawing` draws its
frames, in several processes at once, as *segments*: each goes, frame by frame, to a sink that encodes it (`video`,
`animated`) or keeps it. `jobs` assembles the segments to files with captions, chapters and sound, and `output`
publishes those by atomic rename beside a JSON sidecar, and keeps the segments for the next run.

The rooms, each of which imports only from rooms of earlier lines:

core
    Jobs, frames, selections, sinks, errors and processes; no Manim.
playback, animated, output
    Manim's renderer with a choice of frames; GIF and WebP; captions, sidecars, publication and the segment store.
drawing, video, checks
    Dirty rectangles and forks that draw; video codecs; contrast, flashes and motion.
jobs, vector
    What is made of a job, and the pool of worker processes; SVG and PDF of a moment.
figures
    The textbook's folder.
preview
    The preview's server, its builders and its page.

Only `playback` replaces Manim's renderer; `drawing`, `checks` and `vector` derive their own from its. Nothing in this
package knows the scenes it renders: what is read from a scene is stated in `core.scene_protocol`.
"""
