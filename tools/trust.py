"""Keep a student's notebook trusted when it is brought up to date.

Jupyter shows widgets only in cells that were run in the page, or in a notebook that it has signed:
there the student ran everything that has an output. A merged notebook has other bytes. It is signed
again if the student's was, and the rest of it is the course's own, whose code the student runs
anyway. Needs nbformat; without it there is no Jupyter here to trust anything.
"""

from pathlib import Path

NAMES = ("nbsignatures.db", "notebook_secret")
LOST = "run its cells again where only words are shown: Jupyter's list of trusted notebooks"


def keep_trust(old: bytes, new: bytes, data: Path | None = None) -> str:
    """Let Jupyter trust the notebook `new` if it trusts `old`; the end of a sentence if it can't.

    `data` is the student's folder for Jupyter's data, if it is not that of this process.
    """
    try:
        import nbformat
        from jupyter_core.paths import jupyter_data_dir
        from nbformat.sign import NotebookNotary
    except ImportError:
        return ""
    try:
        folder = data or Path(jupyter_data_dir())
        if not all((folder / name).exists() for name in NAMES):
            return ""  # nothing is trusted here, and nothing is made
        notary = NotebookNotary(data_dir=str(folder))
        try:
            if notary.check_signature(nbformat.reads(old.decode(), as_version=4)):
                notary.sign(nbformat.reads(new.decode(), as_version=4))
            if notary.db_file != notary.store.db_file:  # kept in memory alone
                return f"{LOST} can't be written"
        finally:
            notary.close()
    except Exception as error:  # of three libraries, and a hand-out must not fail for trust
        return f"{LOST} can't be used ({error})"
    return ""
