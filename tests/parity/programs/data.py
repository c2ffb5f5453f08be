"""torch.utils.data, save and load: what a training loop does before and after."""

import io

from ..observe import raises


def _points(torch):
    return torch.utils.data.TensorDataset(torch.arange(5.0), torch.arange(5) * 10)


def batches(torch):
    """In order, with a last one that is not full; single samples; one's own batches."""
    loader = torch.utils.data.DataLoader
    points = _points(torch)
    yield "one at a time", list(loader(points))
    yield "two", [len(loader(points, batch_size=2)), list(loader(points, batch_size=2))]
    full = loader(points, batch_size=2, drop_last=True)
    yield "full ones", [len(full), list(full)]
    yield "as they are", list(loader(points, batch_size=None))
    yield "own", list(loader(points, batch_size=3, collate_fn=len))
    yield "a list", list(loader([1, 2, 3], batch_size=2))
    mixed = [{"x": torch.ones(2) * i, "y": (i, float(i)), "name": str(i)} for i in range(3)]
    yield "dicts", list(loader(mixed, batch_size=2))


def random_order(torch):
    """Every sample once, in another order each time; the same with the same seed."""
    data = torch.utils.data
    points = data.TensorDataset(torch.arange(100))
    orders = []
    for _ in range(2):
        generator = torch.Generator().manual_seed(4)
        shuffled = data.DataLoader(points, 10, shuffle=True, generator=generator)
        orders += [torch.cat([batch for (batch,) in shuffled]) for _ in range(2)]
    yield "all", [order.sort()[0] for order in orders[:2]]
    yield "again", [torch.equal(orders[0], orders[2]), torch.equal(orders[0], orders[1])]
    parts = data.random_split(range(10), [7, 3])
    yield "split", [[len(part) for part in parts], sorted(list(parts[0]) + list(parts[1]))]
    yield "fractions", [len(part) for part in data.random_split(range(11), [0.5, 0.25, 0.25])]
    yield "subset", list(data.Subset(range(10, 20), [3, 0]))


def bad_data(torch):
    """Lengths that do not fit, sizes that make no batch, samples that are no data."""
    data = torch.utils.data
    five, four = torch.arange(5), torch.arange(4)
    sizes = "Size mismatch between tensors"
    yield "lengths", raises(lambda: data.TensorDataset(five, four), sizes)
    positive = "batch_size should be a positive integer value"
    yield "size", raises(lambda: data.DataLoader(five, batch_size=0), positive)
    total = "Sum of input lengths does not equal the length of the input dataset"
    yield "split", raises(lambda: data.random_split(range(3), [1, 1]), total)
    objects = data.DataLoader([object()])
    yield "objects", raises(lambda: list(objects), "default_collate: batch must contain tensors")
    uneven = data.DataLoader([[1, 2], [3]], batch_size=2)
    yield "uneven", raises(lambda: list(uneven), "should be of equal size")
    off = data.DataLoader(range(3), batch_size=2, collate_fn=None)
    yield "numbers", list(off)
    yield "both", raises(lambda: data.DataLoader(five, None, drop_last=True), "mutually exclusive")


def saved_and_loaded(torch):
    """A tensor, containers, a state_dict with that of an optimizer; and nothing else unasked."""

    def there_and_back(value, **options):
        file = io.BytesIO()
        torch.save(value, file)
        return torch.load(io.BytesIO(file.getvalue()), **options)

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    yield "leaf", there_and_back(x)
    yield "result", there_and_back((x * 2).detach())
    for kind in (torch.float64, torch.int64, torch.bool):
        yield f"{kind}", there_and_back(torch.ones(2, 1).to(kind))
    yield "number", there_and_back(torch.tensor(3.5))
    yield "containers", there_and_back({"a": [x.detach(), (1, 2.5, "text", None)], "b": {3}})
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    model(torch.ones(2, 2) * x.detach()).sum().backward()
    optimizer.step()
    loaded = there_and_back({"model": model.state_dict(), "optimizer": optimizer.state_dict()})
    yield "state", [list(loaded["model"]), loaded["optimizer"]["param_groups"][0]["lr"]]
    other = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    other.load_state_dict(loaded["model"])
    same = [
        bool((a == b).all()) for a, b in zip(model.parameters(), other.parameters(), strict=True)
    ]
    yield "model", same
    again = torch.optim.Adam(other.parameters(), lr=0.5)
    again.load_state_dict(loaded["optimizer"])
    yield "optimizer", again.param_groups[0]["lr"]
    yield "parameter", type(there_and_back(torch.nn.Parameter(x.detach()))).__name__
    refused = raises(lambda: there_and_back(model), "Weights only load failed")
    yield "module", refused.kind
    whole = there_and_back(torch.nn.Linear(2, 1), weights_only=False)
    yield "trusted", type(whole).__name__
