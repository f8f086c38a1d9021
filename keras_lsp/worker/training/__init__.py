"""Training calls: they check data, losses and metrics, and train nothing."""
