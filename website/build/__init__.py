"""What the build makes beside the pages: styles, scripts, pictures."""
