# Golden values for LayerGoldenTest and RecurrentGoldenTest, by PyTorch:
#   python3 layers.py > layers.tsv
# Each line: case/what, shape, numbers. p.* are parameters and buffers under Millrace's names, x* inputs, y results, g the gradient
# given to y, d.* the gradients that follow, r.* buffers afterwards.
import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_default_dtype(torch.float64)
torch.manual_seed(5)
print(f"# layers.py, PyTorch {torch.__version__}, double precision")


def emit(name, t):
    t = t.detach()
    print(name, ",".join(map(str, t.shape)), " ".join(repr(v) for v in t.reshape(-1).tolist()), sep="\t")


def case(name, parameters, inputs, forward, buffers={}):
    inputs = {k: v.clone().requires_grad_() for k, v in inputs.items()}
    for k, v in parameters.items():
        emit(f"{name}/p.{k}", v)
    for k, v in buffers.items():
        emit(f"{name}/p.{k}", v.clone())
    for k, v in inputs.items():
        emit(f"{name}/{k}", v)
    y = forward(**inputs)
    g = torch.randn(y.shape)
    grads = torch.autograd.grad(y, list(parameters.values()) + list(inputs.values()), g)
    emit(f"{name}/y", y)
    emit(f"{name}/g", g)
    for k, d in zip(list(parameters) + list(inputs), grads):
        emit(f"{name}/d.{k}", d)
    for k, v in buffers.items():
        emit(f"{name}/r.{k}", v)


def rand(*shape):
    return torch.randn(*shape)


def wb(m):
    return {"weight": m.weight, "bias": m.bias}


# dense layers
m = nn.Linear(5, 3)
case("linear", wb(m), {"x": rand(2, 4, 5)}, lambda x: m(x))
m0 = nn.Linear(5, 3, bias=False)
case("linear without bias", {"weight": m0.weight}, {"x": rand(4, 5)}, lambda x: m0(x))
functions = {
    "RELU": nn.ReLU(), "LEAKY_RELU": nn.LeakyReLU(), "ELU": nn.ELU(), "SELU": nn.SELU(), "GELU": nn.GELU(),
    "GELU_TANH": nn.GELU(approximate="tanh"), "SILU": nn.SiLU(), "SOFTPLUS": nn.Softplus(threshold=1e9), "SIGMOID": nn.Sigmoid(),
    "TANH": nn.Tanh(), "ABS": torch.abs, "SQUARE": torch.square, "EXP": torch.exp, "IDENTITY": nn.Identity(),
    "HUBER": lambda x: F.huber_loss(x, torch.zeros_like(x), reduction="none"),
}
for name, fn in functions.items():
    case("activation " + name, {}, {"x": 3 * rand(4, 6)}, lambda x: fn(x))
    ma = nn.Linear(4, 5)
    case("linear then " + name, wb(ma), {"x": rand(3, 4)}, lambda x: fn(ma(x)))
for name, fn in {"SQRT": torch.sqrt, "LOG": torch.log, "RECIPROCAL": torch.reciprocal}.items():
    case("activation " + name, {}, {"x": rand(4, 6).abs() + 0.1}, lambda x: fn(x))
case("softmax", {}, {"x": rand(3, 2, 5)}, lambda x: x.softmax(-1))
case("log softmax", {}, {"x": rand(3, 2, 5)}, lambda x: x.log_softmax(-1))
gate, up, down = nn.Linear(4, 6, bias=False), nn.Linear(4, 6, bias=False), nn.Linear(6, 4, bias=False)
case("swiglu", {"gate.weight": gate.weight, "up.weight": up.weight, "down.weight": down.weight}, {"x": rand(3, 4)},
     lambda x: down(F.silu(gate(x)) * up(x)))
e = nn.Embedding(6, 3, padding_idx=2)
with torch.no_grad():
    e.weight[2] = 0
case("embedding", {"table": e.weight}, {}, lambda: e(torch.tensor([[1, 2, 5], [5, 0, 2]])))

# convolutions and pooling
c1 = nn.Conv1d(3, 4, 3, stride=2, padding=2, dilation=2)
case("conv1d", wb(c1), {"x": rand(2, 3, 11)}, lambda x: c1(x))
c2 = nn.Conv2d(3, 4, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2))
case("conv2d", wb(c2), {"x": rand(2, 3, 7, 6)}, lambda x: c2(x))
c3 = nn.Conv2d(2, 3, 3, padding=1, bias=False)
case("conv2d without bias", {"weight": c3.weight}, {"x": rand(2, 2, 5, 4)}, lambda x: c3(x))
case("max pool", {}, {"x": rand(2, 3, 7, 6)}, lambda x: F.max_pool2d(x, 2))
case("max pool overlapping", {}, {"x": rand(2, 3, 7, 6)}, lambda x: F.max_pool2d(x, 3, stride=2, padding=1))
case("mean pool", {}, {"x": rand(2, 3, 7, 6)}, lambda x: F.avg_pool2d(x, 2))
case("mean pool padded", {}, {"x": rand(2, 3, 7, 6)}, lambda x: F.avg_pool2d(x, 3, stride=2, padding=1))
case("max pool 1d", {}, {"x": rand(2, 3, 9)}, lambda x: F.max_pool1d(x, 3, stride=2))
case("mean pool 1d", {}, {"x": rand(2, 3, 9)}, lambda x: F.avg_pool1d(x, 3, stride=2))
case("global max", {}, {"x": rand(2, 3, 4, 5)}, lambda x: F.adaptive_max_pool2d(x, 1).flatten(1))
case("global mean", {}, {"x": rand(2, 3, 4, 5)}, lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1))
case("adaptive mean", {}, {"x": rand(2, 3, 4, 5)}, lambda x: F.adaptive_avg_pool2d(x, 1))
case("adaptive max 1d", {}, {"x": rand(2, 3, 7)}, lambda x: F.adaptive_max_pool1d(x, 1))

# norms
def norm_case(name, m, shape):
    with torch.no_grad():
        m.weight.copy_(1 + rand(*m.weight.shape) / 3)
        m.bias.copy_(rand(*m.bias.shape) / 3)
    if hasattr(m, "running_mean"):
        m.running_mean.copy_(rand(*m.running_mean.shape))
        m.running_var.copy_(0.5 + torch.rand(*m.running_var.shape))
    buffers = {"mean": m.running_mean, "variance": m.running_var} if hasattr(m, "running_mean") else {}
    case(name, {"gain": m.weight, "bias": m.bias}, {"x": 2 * rand(*shape) + 1}, lambda x: m(x), buffers)


norm_case("batch norm 1d", nn.BatchNorm1d(4), (6, 4))
norm_case("batch norm sequence", nn.BatchNorm1d(4), (3, 4, 5))
norm_case("batch norm 2d", nn.BatchNorm2d(3), (2, 3, 4, 5))
norm_case("batch norm 1d eval", nn.BatchNorm1d(4).eval(), (6, 4))
norm_case("batch norm 2d eval", nn.BatchNorm2d(3).eval(), (2, 3, 4, 5))
norm_case("layer norm", nn.LayerNorm(5), (2, 3, 5))
gain = (1 + rand(5) / 3).requires_grad_()
case("rms norm", {"gain": gain}, {"x": rand(2, 3, 5)}, lambda x: x / (x.square().mean(-1, keepdim=True) + 1e-6).sqrt() * gain)

# recurrent networks
def names(m, levels, both):
    out = {}
    for i in range(levels):
        for word, suffix in [("forward", ""), ("backward", "_reverse")][:2 if both else 1]:
            for mine, theirs in [("inputWeight", "weight_ih"), ("inputBias", "bias_ih"), ("hiddenWeight", "weight_hh"), ("hiddenBias", "bias_hh")]:
                out[f"levels.{i}.{word}.{mine}"] = getattr(m, f"{theirs}_l{i}{suffix}")
    return out


cells = {"TANH": lambda *a, **k: nn.RNN(*a, nonlinearity="tanh", **k), "RELU": lambda *a, **k: nn.RNN(*a, nonlinearity="relu", **k),
         "LSTM": nn.LSTM, "GRU": nn.GRU}
for cell, make in cells.items():
    plain = make(3, 4)
    case("recurrent " + cell, names(plain, 1, False), {"x": rand(5, 2, 3)}, lambda x: plain(x)[0])
    both = make(3, 4, bidirectional=True)
    case("bidirectional " + cell, names(both, 1, True), {"x": rand(5, 2, 3)}, lambda x: both(x)[0])
    # packed rows of lengths 2 5 3 5 1, batch first in their first order, two levels, both directions, first states given
    lengths = torch.tensor([2, 5, 3, 5, 1])
    deep = make(3, 4, num_layers=2, bidirectional=True, batch_first=True)

    def run(x, **first):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        h = torch.stack([first[f"x.h{k}"] for k in range(4)])
        state = (h, torch.stack([first[f"x.c{k}"] for k in range(4)])) if cell == "LSTM" else h
        out, last = deep(packed, state)
        all = pad_packed_sequence(out, batch_first=True)[0]
        last = last if cell == "LSTM" else (last,)
        return torch.cat([all.reshape(-1)] + [t.reshape(-1) for t in last])  # all, then the last states of each level and direction

    first = {f"x.{s}{k}": rand(5, 4) for s in ("hc" if cell == "LSTM" else "h") for k in range(4)}
    case("packed " + cell, names(deep, 2, True), {"x": rand(5, 5, 3), **first}, run)

# attention
padding = torch.zeros(2, 1, 5)
padding[1, :, 3:] = -math.inf
mask = padding + torch.triu(torch.full((5, 5), -math.inf), 1)
case("dot attention", {}, {"x.q": rand(2, 5, 4), "x.k": rand(2, 5, 4)},
     lambda **i: F._scaled_dot_product_attention(i["x.q"], i["x.k"], i["x.k"], mask)[0])
q, k = nn.Linear(3, 4, bias=False), nn.Linear(6, 4, bias=False)
case("projected dot attention", {"query.weight": q.weight, "key.weight": k.weight}, {"x.q": rand(2, 3, 3), "x.k": rand(2, 5, 6)},
     lambda **i: F._scaled_dot_product_attention(q(i["x.q"]), k(i["x.k"]), i["x.k"], padding)[0])
k2, v = nn.Linear(6, 4), nn.Linear(4, 1, bias=False)


def additive(q_, k_):
    s = v(torch.tanh(q(q_).unsqueeze(2) + k2(k_).unsqueeze(1))).squeeze(-1)
    return torch.bmm((s + padding).softmax(-1), k_)


case("additive attention", {"query.weight": q.weight, "key.weight": k2.weight, "key.bias": k2.bias, "score.weight": v.weight},
     {"x.q": rand(2, 3, 3), "x.k": rand(2, 5, 6)}, lambda **i: additive(i["x.q"], i["x.k"]))

# encoder and decoder: sources 3 1 4 / 2 / 5 3, targets 0 1 2 9 / 0 3 9 / 0 2 2 1 9
for cell in ["GRU", "LSTM"]:
    es, et = nn.Embedding(6, 3), nn.Embedding(10, 3)
    enc, dec = cells[cell](3, 4, num_layers=2, bidirectional=True), cells[cell](3, 4, num_layers=2)
    bridge = [nn.Linear(8, 4) for _ in range(4 if cell == "LSTM" else 2)]
    combine, out = nn.Linear(12, 4), nn.Linear(4, 10)
    aq, ak, av = nn.Linear(4, 5, bias=False), nn.Linear(8, 5), nn.Linear(5, 1, bias=False)
    parameters = {"source.table": es.weight, "target.table": et.weight}
    parameters.update({"encoder." + n: p for n, p in names(enc, 2, True).items()})
    parameters.update({"decoder." + n: p for n, p in names(dec, 2, False).items()})
    for i, b in enumerate(bridge):
        parameters.update({f"bridge.{i}.weight": b.weight, f"bridge.{i}.bias": b.bias})
    parameters.update({"attention.query.weight": aq.weight, "attention.key.weight": ak.weight, "attention.key.bias": ak.bias,
                       "attention.score.weight": av.weight, "combine.weight": combine.weight, "combine.bias": combine.bias,
                       "out.weight": out.weight, "out.bias": out.bias})

    def translate():
        sources, lengths = torch.tensor([[3, 1, 4], [2, 0, 0], [5, 3, 0]]), torch.tensor([3, 1, 2])
        targets = [[0, 1, 2, 9], [0, 3, 9], [0, 2, 2, 1, 9]]
        o, last = enc(pack_padded_sequence(es(sources), lengths, batch_first=True, enforce_sorted=False))
        memory = pad_packed_sequence(o, batch_first=True)[0]
        last = last if cell == "LSTM" else (last,)
        first = []
        for kind, s in enumerate(last):
            bridged = [bridge[2 * kind + i](torch.cat([s[2 * i], s[2 * i + 1]], 1)) for i in range(2)]
            first.append(torch.stack([torch.tanh(b) if kind == 0 else b for b in bridged]))
        hide = torch.zeros(3, 1, 3)
        for b, n in enumerate(lengths):
            hide[b, :, n:] = -math.inf
        losses = []
        for b, t in enumerate(targets):  # a row at a time, so that nothing is padded
            state = [s[:, b:b + 1].contiguous() for s in first]
            h = dec(et(torch.tensor(t[:-1])).unsqueeze(1), tuple(state) if cell == "LSTM" else state[0])[0].transpose(0, 1)
            m = memory[b:b + 1]
            s = av(torch.tanh(aq(h).unsqueeze(2) + ak(m).unsqueeze(1))).squeeze(-1) + hide[b:b + 1]
            seen = torch.bmm(s.softmax(-1), m)
            losses.append(out(torch.tanh(combine(torch.cat([seen, h], -1))))[0])
        return F.cross_entropy(torch.cat(losses), torch.tensor(sum([t[1:] for t in targets], []))).reshape(1)

    case("encoder decoder " + cell, parameters, {}, translate)

# initialisation: gains, fans, and what large samples look like
for name, fn, a in [("RELU", "relu", None), ("LEAKY_RELU", "leaky_relu", 0.2), ("TANH", "tanh", None), ("SELU", "selu", None),
                    ("SIGMOID", "sigmoid", None), ("IDENTITY", "linear", None)]:
    emit("gain/" + name, torch.tensor([nn.init.calculate_gain(fn, a)]))
for shape in [(300, 500), (40, 30, 5), (64, 16, 3, 3)]:
    key = "init " + ",".join(map(str, shape)) + "/"
    emit(key + "fans", torch.tensor([float(v) for v in nn.init._calculate_fan_in_and_fan_out(torch.empty(*shape))]))
    for name, fill in {
        "glorotUniform": lambda t: nn.init.xavier_uniform_(t, 1.5), "glorotNormal": lambda t: nn.init.xavier_normal_(t, 1.5),
        "heUniform": lambda t: nn.init.kaiming_uniform_(t, a=0.2), "heNormal": lambda t: nn.init.kaiming_normal_(t, a=0.2),
        "heUniformOut": lambda t: nn.init.kaiming_uniform_(t, mode="fan_out", nonlinearity="relu"),
    }.items():
        t = fill(torch.empty(*shape))
        emit(key + name, torch.tensor([t.std(), t.abs().max()]))
for name, m in {"Linear": nn.Linear(500, 300), "Conv1d": nn.Conv1d(50, 300, 3), "Conv2d": nn.Conv2d(16, 64, 3), "Recurrent": nn.LSTM(200, 64)}.items():
    emit("default/" + name, torch.stack([p.abs().max() for p in m.parameters()]))
