"""An assignment as its author wrote it, and what of it is handed out."""
