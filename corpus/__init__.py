"""What is known: article records, French text handling, loaders, cleaning and the article store."""
