from tests.server.conftest import migrated, port

__all__ = ["migrated", "port"]
