"""Signing in through another service (OpenID Connect): off unless the environment names one. Read by the settings."""

from __future__ import annotations

import os
from typing import Any


def openid_connect_provider() -> dict[str, Any]:
    """The service of GONGGANG_OIDC_ADDRESS, _CLIENT, _SECRET and _NAME as allauth wants it; empty if none is named."""
    address = os.environ.get("GONGGANG_OIDC_ADDRESS", "")
    client = os.environ.get("GONGGANG_OIDC_CLIENT", "")
    if not address or not client:
        return {}
    service = {
        "provider_id": "gov",
        "name": os.environ.get("GONGGANG_OIDC_NAME", "统一身份认证"),
        "client_id": client,
        "secret": os.environ.get("GONGGANG_OIDC_SECRET", ""),
        "settings": {"server_url": address},
    }
    return {"openid_connect": {"APPS": [service], "OAUTH_PKCE_ENABLED": True}}
