"""Learning rates that change: the same rate in every epoch."""

from ..observe import raises, warned
from .optim_steps import _weights

SCHEDULES = {
    "steps": "StepLR(o, 2, gamma=0.5)",
    "milestones": "MultiStepLR(o, [2, 3, 3, 6], gamma=0.5)",
    "exponential": "ExponentialLR(o, 0.9)",
    "warming up": "LinearLR(o, start_factor=0.25, total_iters=4)",
    "cooling down": "LinearLR(o, start_factor=1.0, end_factor=0.0, total_iters=4)",
    "cosine": "CosineAnnealingLR(o, 3)",
    "cosine, not to zero": "CosineAnnealingLR(o, 4, eta_min=0.01)",
    "functions": "LambdaLR(o, [lambda epoch: 1 / (1 + epoch), lambda epoch: 0.5**epoch])",
}


def schedules_of_all_kinds(torch):
    """The learning rates of two groups over ten epochs; then a second scheduler goes on."""
    kinds = vars(torch.optim.lr_scheduler)
    for name, expression in SCHEDULES.items():
        for second in (None, "ExponentialLR(o, 0.5)"):
            w = _weights(torch)
            o = torch.optim.SGD([{"params": w[0]}, {"params": w[1], "lr": 0.5}], lr=0.1)
            schedulers = [eval(e, {**kinds, "o": o}) for e in (expression, second) if e]
            seen = [schedulers[0].get_last_lr()]
            for _ in range(10):
                o.step()
                for scheduler in schedulers:
                    scheduler.step()
                seen.append([scheduler.get_last_lr() for scheduler in schedulers])
            seen.append([group["lr"] for group in o.param_groups])
            yield f"{name}{' and another' if second else ''}", seen


def a_schedule_goes_on_from_its_state(torch):
    """state_dict and load_state_dict of a scheduler."""
    w = _weights(torch)
    rates = []
    state = None
    for _ in range(2):
        o = torch.optim.SGD(w, lr=0.1)
        scheduler = torch.optim.lr_scheduler.StepLR(o, 3, gamma=0.5)
        if state is not None:
            scheduler.load_state_dict(state)
        for _ in range(4):
            o.step()
            scheduler.step()
            rates.append(scheduler.get_last_lr())
        state = scheduler.state_dict()
    yield "rates", rates
    yield "epoch", [scheduler.last_epoch, scheduler.base_lrs]


def plateaus(torch):
    """The rate falls when the loss no longer does."""
    losses = [3.0, 2.0, 2.0, 1.9999, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5]
    settings = [
        {"patience": 1},
        {"patience": 1, "cooldown": 2, "factor": 0.5},
        {"patience": 0, "mode": "max", "min_lr": 0.001},
        {"patience": 1, "threshold": 0.5, "threshold_mode": "abs"},
        {"patience": 2, "threshold": 0.5, "mode": "max", "threshold_mode": "abs"},
    ]
    for each in settings:
        o = torch.optim.SGD(_weights(torch), lr=0.1)
        scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(o, **each)
        seen = []
        for loss in losses:
            o.step()
            scheduler.step(torch.tensor(loss))
            seen.append(scheduler.get_last_lr())
        yield str(each), seen


def bad_schedules(torch):
    """No optimizer, a factor that does not reduce, and a schedule that begins too early."""
    kinds = torch.optim.lr_scheduler
    o = torch.optim.SGD(_weights(torch), lr=0.1)
    yield "no optimizer", raises(lambda: kinds.StepLR("o", 3), "str is not an Optimizer")
    yield "factor", raises(lambda: kinds.ReduceLROnPlateau(o, factor=2.0), "should be < 1.0")
    yield "mode", raises(lambda: kinds.ReduceLROnPlateau(o, mode="x"), "mode x is unknown")
    functions = raises(lambda: kinds.LambdaLR(o, [abs, abs]), "Expected 1 lr_lambdas, but got 2")
    yield "functions", functions
    start = "Starting multiplicative factor expected"
    yield "start", raises(lambda: kinds.LinearLR(o, start_factor=0.0), start)
    scheduler = kinds.StepLR(o, 3)
    yield "too early", warned(scheduler.step, "before `optimizer.step()`")
    o.step()
    yield "in time", warned(scheduler.step)
    yield "epoch", scheduler.last_epoch


def schedules(torch):
    """StepLR and LambdaLR over the epochs."""
    w = _weights(torch)
    scheduler = torch.optim.lr_scheduler
    optimizer = torch.optim.SGD([{"params": w[0]}, {"params": w[1], "lr": 0.5}], lr=0.1)
    steps = scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
    seen = []
    for _ in range(5):
        optimizer.step()
        steps.step()
        seen.append(steps.get_last_lr())
    yield "steps", seen
    optimizer = torch.optim.SGD(w, lr=1.0)
    decay = scheduler.LambdaLR(optimizer, lambda epoch: 1 / (1 + epoch))
    optimizer.step()
    decay.step()
    yield "decay", [decay.get_last_lr(), optimizer.param_groups[0]["lr"]]
