-- The head is for everybody to ask, and names the log's gaps: found without reading every leaf.
CREATE INDEX proof_leaf_gap ON proof_leaf (leaf) WHERE kind = 'gap';
