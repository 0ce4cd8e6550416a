"""The screens of casework: the worklist, the ledger of cases, and the desk at which one case is worked on."""
