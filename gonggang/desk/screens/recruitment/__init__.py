"""Screens of recruitment: rounds, applications, and what each stage of the procedure needs."""
