"""The screens of bridging posts."""
