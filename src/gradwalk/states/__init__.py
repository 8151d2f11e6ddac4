"""What an explorer looks at: its numbers, names and words, with no picture."""
