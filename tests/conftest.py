import gc

# Scenes are webs of a few hundred thousand small objects; the collector would walk them again and again.
gc.set_threshold(100_000, 20, 50)
