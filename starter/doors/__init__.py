"""Take messages in and bring them to their cases; let officers hold work and write notes."""
