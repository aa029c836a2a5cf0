class CommandFailed(Exception):
    """Why a command did nothing; its text is one sentence for a person (exit code 2, no traceback)."""
