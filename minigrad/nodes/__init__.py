"""What a node shows to a reader, the less common kinds of nodes, and the words of their errors."""
