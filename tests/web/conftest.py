from tests.management.conftest import migrated, port

__all__ = ["migrated", "port"]
