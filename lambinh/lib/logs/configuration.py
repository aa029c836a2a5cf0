"""The configuration of `logging`."""

FORMS = ("text", "json")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def configuration(form: str, level: str) -> dict[str, object]:
    """All loggers write in one form to stderr, from `level` on. Raises ValueError with the valid values."""
    if form not in FORMS or level not in LEVELS:
        raise ValueError(
            "LAMBINH_LOG_FORMAT là text hoặc json; LAMBINH_LOG_LEVEL là DEBUG, INFO, WARNING hoặc ERROR. / "
            "LAMBINH_LOG_FORMAT is text or json; LAMBINH_LOG_LEVEL is DEBUG, INFO, WARNING or ERROR."
        )
    from_warning = {"handlers": [], "level": "WARNING", "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"()": "lambinh.lib.logs.formatters.TextLine"},
            "json": {"()": "lambinh.lib.logs.formatters.JsonLine"},
        },
        "filters": {"queue": {"()": "lambinh.lib.logs.handlers.QueueFilter", "level": level}},
        "handlers": {
            "console": {
                "class": "lambinh.lib.logs.handlers.BoundedStream",
                "formatter": form,
                "filters": ["queue"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django gives these handlers of their own: without them each event is written once.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            # These do not depend on `level`: rejected requests and security events.
            "django.request": from_warning,
            "django.security": from_warning,
            "lambinh.security": {"level": "INFO"},
        },
    }
