"""What each format can show of our nodes."""
