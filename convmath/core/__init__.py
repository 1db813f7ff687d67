"""What every other room uses: errors, provenance, facts, magnitudes."""
