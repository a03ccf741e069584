"""How articles are found: model weights, splitting, embedding, indexes, published snapshots and their build."""
