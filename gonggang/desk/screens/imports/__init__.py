"""The import centre: what came in and can be taken back, and drafts of what is about to come in."""

from gonggang.desk.screens.imports.history import import_errors, import_rows, import_undo, imports

__all__ = ["import_errors", "import_rows", "import_undo", "imports"]
