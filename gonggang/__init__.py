"""Gonggang 公岗: open management of urban and rural public-welfare posts."""

__version__ = "0.1.0"
