"""The documents of recruitment on paper: what each says, and from which rows. `documents.DOCUMENTS` lists them."""

from gonggang.recruitment.paper.documents import (
    DOCUMENTS,
    Document,
    Subject,
    data_of,
    template_of,
)

__all__ = ["DOCUMENTS", "Document", "Subject", "data_of", "template_of"]
