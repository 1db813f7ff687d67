"""What every room uses: jobs, frames, sinks, selections, errors, processes. No Manim."""
