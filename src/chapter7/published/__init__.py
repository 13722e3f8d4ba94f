"""What others measured: models, results, fits, each with its source."""
