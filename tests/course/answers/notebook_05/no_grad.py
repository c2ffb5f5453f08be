"""Sample answers to exercise 5.6."""

RIGHT = (
    """
def no_grad(engine):
    from contextlib import contextmanager
    @contextmanager
    def switched(to):
        before, engine.recording = engine.recording, to
        try:
            yield
        finally:
            engine.recording = before
    return switched(False)
""",
)
WRONG = {
    "kind": (
        """
def no_grad(engine):
    engine.recording = False
""",
    ),
    "inside": (
        """
def no_grad(engine):
    before = engine.recording
    yield
    engine.recording = before
""",
    ),
    "after": (
        """
def no_grad(engine):
    engine.recording = False
    yield
""",
    ),
    "before": (
        """
def no_grad(engine):
    engine.recording = False
    try:
        yield
    finally:
        engine.recording = True
""",
    ),
    "error": (
        """
def no_grad(engine):
    before = engine.recording
    engine.recording = False
    yield
    engine.recording = before
""",
    ),
    "swallowed": (
        """
def no_grad(engine):
    before = engine.recording
    engine.recording = False
    try:
        yield
    except Exception:
        pass
    engine.recording = before
""",
    ),
    "once": (
        """
def no_grad(engine):
    before = engine.recording
    engine.recording = False
    yield
    yield
    engine.recording = before
""",
    ),
}
