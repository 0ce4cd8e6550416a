"""Values that every room speaks in: months, fen, identity numbers, names, masks, cryptography. No Django."""
