"""The lecture scenes: each draws what `convmath` computed, and computes nothing itself."""
