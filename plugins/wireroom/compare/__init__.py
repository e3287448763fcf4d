"""Articles side by side: what repeats. Pure: it decides, the warehouse counts."""
