# Golden learning rates for ScheduleTest, by PyTorch 1.13.1 (Debian):
#   python3 schedules.py > schedules.json
# Each row: the rate at time 0, 1, 2, ... of an optimizer whose rate is 1 (one-cycle: max_lr is 1).
import json
import warnings
import numpy as np
import torch
from torch.optim import lr_scheduler as S

warnings.simplefilter("ignore")


def optimizer():
    return torch.optim.SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=1.0)


def rates(make, n=40):
    o = optimizer()
    s = make(o)
    out = []
    for _ in range(n):
        out.append(o.param_groups[0]["lr"])
        o.step()
        s.step()
    return out


def plateau(watched, **settings):
    o = optimizer()
    s = S.ReduceLROnPlateau(o, **settings)
    out = []
    for w in watched:
        out.append(o.param_groups[0]["lr"])
        s.step(w)
    out.append(o.param_groups[0]["lr"])
    return out


rnd = np.random.default_rng(3)
watched = (np.exp(-0.15 * np.arange(60)) + 0.05 * rnd.random(60)).tolist()
out = {
    "constant": rates(lambda o: S.LambdaLR(o, lambda t: 1.0)),
    "time": rates(lambda o: S.LambdaLR(o, lambda t: 1 / (1 + 0.05 * t))),
    "step": rates(lambda o: S.StepLR(o, 7, gamma=0.5)),
    "multi": rates(lambda o: S.MultiStepLR(o, [5, 12, 30], gamma=0.2)),
    "exponential": rates(lambda o: S.ExponentialLR(o, 0.9)),
    "cosine": rates(lambda o: S.CosineAnnealingLR(o, 39, eta_min=0.1)),
    "restarts": rates(lambda o: S.CosineAnnealingWarmRestarts(o, 10, eta_min=0.05)),
    "restarts longer": rates(lambda o: S.CosineAnnealingWarmRestarts(o, 5, T_mult=2, eta_min=0.0)),
    "warmup": rates(lambda o: S.SequentialLR(o, [S.LinearLR(o, 0.1, total_iters=8), S.ExponentialLR(o, 0.9)], [8])),
    "cycle": rates(lambda o: S.OneCycleLR(o, 1.0, total_steps=40, cycle_momentum=False), 39),
    "cycle linear": rates(lambda o: S.OneCycleLR(
        o, 1.0, total_steps=37, pct_start=0.25, anneal_strategy="linear", div_factor=10, final_div_factor=100, cycle_momentum=False), 36),
    "cycle three": rates(lambda o: S.OneCycleLR(o, 1.0, total_steps=40, three_phase=True, cycle_momentum=False), 39),
    "watched": watched,
    "plateau": plateau(watched, factor=0.5, patience=2),
    "plateau all": plateau(watched, factor=0.3, patience=1, threshold=0.01, cooldown=3, min_lr=0.02),
    "plateau max": plateau([1 - w for w in watched], mode="max", factor=0.5, patience=2),
}
print(json.dumps(out, separators=(",", ":")).replace('],"', '],\n"'))
