# Golden trajectories for OptimizersTest, by PyTorch 1.13.1 (Debian) and numpy 1.24 in double precision:
#   python3 optimizers.py > optimizers.json
# A network of 2 inputs, 3 tanh units and 1 output is fitted to 6 rows by each optimizer of torch.optim; written are
# all parameters after each step. For L-BFGS also the losses that each step began with.
# NAdam is run with foreach=True: without it, 1.13 multiplies mu(t) twice into the product of the second term, which
# PyTorch 2.0 corrected (pytorch/pytorch#92699).
# Lion is not in PyTorch: its trajectory is computed here, in numpy, straight from algorithm 2 of Chen et al. 2023,
# on the gradients of the same network. OptimizersTest has the values that Keras's own test expects beside it.
import json
import warnings
import numpy as np
import torch

warnings.simplefilter("ignore")
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
rnd = np.random.default_rng(5)
x = torch.tensor(rnd.normal(size=(6, 2)).round(3))
y = torch.tensor(rnd.normal(size=(6, 1)).round(3))
start = [rnd.normal(size=s).round(3) for s in ((3, 2), (3,), (1, 3), (1,))]


def loss_of(p):
    return ((torch.tanh(x @ p[0].T + p[1]) @ p[2].T + p[3] - y) ** 2).mean()


def parameters():
    return [torch.tensor(s, requires_grad=True) for s in start]


def flat(p):
    return [float(v) for t in p for v in t.detach().reshape(-1)]


def run(make, steps=20):
    p = parameters()
    o = make(p)
    out = []
    for _ in range(steps):
        o.zero_grad()
        loss_of(p).backward()
        o.step()
        out.append(flat(p))
    return out


def lbfgs(steps, **settings):
    p = parameters()
    o = torch.optim.LBFGS(p, **settings)
    losses, out = [], []

    def closure():
        o.zero_grad()
        loss = loss_of(p)
        loss.backward()
        return loss

    for _ in range(steps):
        losses.append(float(o.step(closure)))
        out.append(flat(p))
    return {"losses": losses, "parameters": out, "evaluations": o.state[o._params[0]]["func_evals"]}


def lion(lr, decay, beta1, beta2, steps=20):
    p = parameters()
    m = [np.zeros(s.shape) for s in start]
    out = []
    for _ in range(steps):
        for t in p:
            t.grad = None
        loss_of(p).backward()
        for i, t in enumerate(p):
            g = t.grad.numpy()
            c = beta1 * m[i] + (1 - beta1) * g
            new = t.detach().numpy() - lr * (np.sign(c) + decay * t.detach().numpy())
            m[i] = beta2 * m[i] + (1 - beta2) * g
            t.data = torch.tensor(new)
        out.append(flat(p))
    return out


T = torch.optim
cases = {
    "sgd": lambda p: T.SGD(p, lr=0.1),
    "sgd decay": lambda p: T.SGD(p, lr=0.1, weight_decay=0.05),
    "sgd momentum": lambda p: T.SGD(p, lr=0.05, momentum=0.9),
    "sgd dampening": lambda p: T.SGD(p, lr=0.05, momentum=0.9, dampening=0.3, weight_decay=0.05),
    "sgd nesterov": lambda p: T.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.05),
    "adagrad": lambda p: T.Adagrad(p),
    "adagrad all": lambda p: T.Adagrad(p, lr=0.1, lr_decay=0.1, weight_decay=0.05, initial_accumulator_value=0.2, eps=1e-6),
    "adadelta": lambda p: T.Adadelta(p),
    "adadelta all": lambda p: T.Adadelta(p, lr=0.5, rho=0.8, eps=1e-5, weight_decay=0.05),
    "rmsprop": lambda p: T.RMSprop(p),
    "rmsprop momentum": lambda p: T.RMSprop(p, lr=0.01, alpha=0.9, momentum=0.8, weight_decay=0.05),
    "rmsprop centered": lambda p: T.RMSprop(p, lr=0.01, alpha=0.9, centered=True, eps=1e-6),
    "rmsprop all": lambda p: T.RMSprop(p, lr=0.01, alpha=0.9, momentum=0.8, centered=True, weight_decay=0.05),
    "adam": lambda p: T.Adam(p),
    "adam decay": lambda p: T.Adam(p, lr=0.1, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.05),
    "adam amsgrad": lambda p: T.Adam(p, lr=0.1, betas=(0.8, 0.9), amsgrad=True, weight_decay=0.05),
    "adamw": lambda p: T.AdamW(p),
    "adamw decay": lambda p: T.AdamW(p, lr=0.1, betas=(0.8, 0.95), weight_decay=0.2),
    "adamw amsgrad": lambda p: T.AdamW(p, lr=0.1, betas=(0.8, 0.9), amsgrad=True),
    "adamax": lambda p: T.Adamax(p),
    "adamax decay": lambda p: T.Adamax(p, lr=0.1, betas=(0.8, 0.95), weight_decay=0.05),
    "nadam": lambda p: T.NAdam(p, foreach=True),
    "nadam decay": lambda p: T.NAdam(p, lr=0.1, betas=(0.8, 0.95), weight_decay=0.05, momentum_decay=0.02, foreach=True),
    "radam": lambda p: T.RAdam(p),
    "radam decay": lambda p: T.RAdam(p, lr=0.1, betas=(0.8, 0.95), weight_decay=0.05),
    "groups": lambda p: T.AdamW(
        [{"params": [p[0], p[2]]}, {"params": [p[1], p[3]], "lr": 0.02, "weight_decay": 0.0}], lr=0.1, weight_decay=0.2),
}
out = {
    "x": x.reshape(-1).tolist(),
    "y": y.reshape(-1).tolist(),
    "start": [float(v) for s in start for v in s.reshape(-1)],
    "trajectories": {name: run(make, 30 if name == "radam" else 20) for name, make in cases.items()},
    "lion": lion(0.01, 0, 0.9, 0.99),
    "lion decay": lion(0.02, 0.3, 0.8, 0.95),
    "lbfgs": lbfgs(8, lr=0.3, max_iter=4),
    "lbfgs history": lbfgs(8, lr=0.3, max_iter=4, history_size=3),
    "lbfgs wolfe": lbfgs(8, max_iter=4, line_search_fn="strong_wolfe"),
    "lbfgs long": lbfgs(2, lr=2, line_search_fn="strong_wolfe", history_size=5),
}

# clip_grad_norm_ and clip_grad_value_ on gradients of the network at its start
clips = {}
for most in (0.1, 1.0, 100.0):
    p = parameters()
    loss_of(p).backward()
    norm = torch.nn.utils.clip_grad_norm_(p, most)
    clips[str(most)] = {"norm": float(norm), "gradients": flat([t.grad for t in p])}
out["clip norm"] = clips
p = parameters()
loss_of(p).backward()
torch.nn.utils.clip_grad_value_(p, 0.05)
out["clip value"] = flat([t.grad for t in p])

# a moving average of weights beside sgd, as torch.optim.swa_utils.AveragedModel with avg_fn .9 old + .1 new
p = parameters()
o = torch.optim.SGD(p, lr=0.1)
average = [t.detach().clone() for t in p]
for _ in range(20):
    o.zero_grad()
    loss_of(p).backward()
    o.step()
    average = [0.9 * a + 0.1 * t.detach() for a, t in zip(average, p)]
out["ema"] = flat(average)
print(json.dumps(out, indent=None, separators=(",", ":")).replace('],"', '],\n"').replace("],[", "],\n["))
