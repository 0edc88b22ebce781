"""Which errors may be quoted: ours are written for people, others may quote people's data."""

# Errors of these packages name cases, steps and ids only.
OURS = frozenset(
    {
        "activities",
        "database",
        "domain",
        "letters",
        "procedures",
        "stack",
        "starter",
        "worker",
        "workflows",
    }
)


def quotable(error: BaseException) -> str | None:
    """Return what an error says, where that may stand on a screen or in a log."""
    if type(error).__module__.partition(".")[0] in OURS:
        return str(error)
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return None
