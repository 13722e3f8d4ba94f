"""What comes from other systems, and what goes to them."""
