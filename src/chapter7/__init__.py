"""What the chapter on multi-token prediction computes and draws, one module per idea."""
