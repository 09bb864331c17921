"""Where the streams come from: cases by hand, a grammar, and recordings of programs."""
