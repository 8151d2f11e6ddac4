"""What all scenes are made of: panels, colours, rows of text, still pictures."""
