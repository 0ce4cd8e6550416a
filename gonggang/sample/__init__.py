"""Invented folders of files as a county bureau hands them over, with the truth about what is in them.

Nobody in them exists: ID numbers lie in the unassigned area 3799, phones begin with 1990000, accounts with
621999. The rules by which the truth is reckoned stand in `truth` and its neighbours, apart from the rooms'
own rules, so that the one can be tested against the other.
"""
