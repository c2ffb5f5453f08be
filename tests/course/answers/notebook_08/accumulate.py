"""Sample answers to exercise 8.5."""

RIGHT = ()
WRONG = {
    "none": (
        """
def accumulate(mean_loss, batches):
    total = sum(len(batch) for batch in batches)
    return sum(mean_loss(batch) * len(batch) / total for batch in batches)
""",
    ),
    "sum": (
        """
def accumulate(mean_loss, batches):
    for batch in batches:
        mean_loss(batch).backward()
""",
    ),
    "mean": (
        """
def accumulate(mean_loss, batches):
    for batch in batches:
        (mean_loss(batch) / len(batches)).backward()
""",
    ),
    "whole": (
        """
def accumulate(mean_loss, batches):
    for batch in batches:
        (mean_loss(batch) * len(batch)).backward()
""",
    ),
    "single": (
        """
def accumulate(mean_loss, batches):
    total = sum(len(batch) for batch in batches)
    for batch in batches:
        for example in batch:
            (mean_loss(example) / total).backward()
""",
    ),
    "joined": (
        """
def accumulate(mean_loss, batches):
    mean_loss(torch.cat(list(batches))).backward()
""",
    ),
    "together": (
        """
def accumulate(mean_loss, batches):
    total = sum(len(batch) for batch in batches)
    sum(mean_loss(batch) * len(batch) / total for batch in batches).backward()
""",
    ),
    "other": (
        """
def accumulate(mean_loss, batches):
    for batch in batches:
        (mean_loss(batch) / len(batch)).backward()
""",
    ),
}
