# Golden values for OpsGoldenTest, by PyTorch:
#   python3 ops.py > ops.tsv
# Each line: case/what, shape, numbers to 12 digits. x0, x1, .. are the inputs of an op, y0, .. its results, g0, .. the
# gradients given to the results, d0, .. the gradients of the inputs that follow.
import warnings
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

warnings.simplefilter("ignore")
torch.set_default_dtype(torch.float64)
torch.manual_seed(11)
print(f"# ops.py, PyTorch {torch.__version__}, double precision")


def rounded(t):
    return torch.tensor([float(f"{v:.12g}") for v in t.detach().reshape(-1).tolist()]).reshape(t.shape)


def rand(*shape):
    return rounded(torch.randn(*shape))


def emit(name, t):
    t = t.detach()
    print(name, ",".join(map(str, t.shape)), " ".join(f"{v:.12g}" for v in t.reshape(-1).tolist()), sep="\t")


def case(name, forward, *inputs, gradients=True):
    inputs = [v.clone().requires_grad_() for v in inputs]
    out = forward(*inputs)
    out = out if isinstance(out, tuple) else (out,)
    gs = [rand(*y.shape) for y in out]
    for i, x in enumerate(inputs):
        emit(f"{name}/x{i}", x)
    for i, y in enumerate(out):
        emit(f"{name}/y{i}", y)
    if not gradients:
        return
    for i, g in enumerate(gs):
        emit(f"{name}/g{i}", g)
    for i, d in enumerate(torch.autograd.grad(out, inputs, gs)):
        emit(f"{name}/d{i}", d)


# functions: ordinary numbers, and ones where they are steep, flat, or cancel
points = torch.tensor([-30.0, -12, -5, -2.5, -1, -0.5, -1e-3, -1e-7, 1e-7, 1e-3, 0.3, 0.7, 1, 1.5, 4, 9, 15, 30])
kinks = torch.tensor([-1.0, 0, 1])
functions = {
    "IDENTITY": lambda x: x * 1, "ABS": torch.abs, "SQUARE": torch.square, "EXP": torch.exp, "RELU": F.relu,
    "LEAKY_RELU": F.leaky_relu, "LEAKY_RELU 0.3": lambda x: F.leaky_relu(x, 0.3), "ELU": F.elu, "ELU 0.5": lambda x: F.elu(x, 0.5),
    "SELU": F.selu, "GELU": F.gelu, "GELU_TANH": lambda x: F.gelu(x, approximate="tanh"), "SILU": F.silu,
    "SOFTPLUS": lambda x: F.softplus(x, threshold=1e9), "SIGMOID": torch.sigmoid, "TANH": torch.tanh,
    "HUBER": lambda x: F.huber_loss(x, torch.zeros_like(x), reduction="none"),
    "HUBER 0.7": lambda x: F.huber_loss(x, torch.zeros_like(x), reduction="none", delta=0.7),
}
for name, f in functions.items():
    case("function " + name, f, points)
    case("kink " + name, f, kinks)
for name, f in {"SQRT": torch.sqrt, "LOG": torch.log, "RECIPROCAL": torch.reciprocal}.items():
    case("function " + name, f, torch.tensor([1e-7, 0.01, 0.3, 1, 1.7, 30, 1e6]))

# arithmetic with repetition, reductions
for name, f in {"ADD": torch.add, "SUBTRACT": torch.sub, "MULTIPLY": torch.mul, "DIVIDE": torch.div}.items():
    case("combine " + name, f, rand(2, 1, 4), rand(3, 1).abs() + 0.5)
case("expand", lambda x: x.expand(2, 3, 4), rand(3, 1))
case("sum to", lambda x: x.sum_to_size(3, 1), rand(2, 3, 4))
case("sum", lambda x: x.sum(1, keepdim=True), rand(2, 5, 3))
case("mean", lambda x: x.mean(1, keepdim=True), rand(2, 5, 3))
case("max", lambda x: x.max(1, keepdim=True)[0], rand(2, 5, 3))
case("squared norm", lambda x, y: (x.square().sum() + y.square().sum()).reshape(1), rand(3, 2), rand(4))

# shapes
case("permute", lambda x: x.permute(2, 0, 1) * 1, rand(2, 3, 4))
case("slice", lambda x: x[:, 1:3] * 1, rand(2, 4, 3))
case("unslice", lambda x: F.pad(x, (0, 0, 1, 2)), rand(2, 2, 3))
case("concat", lambda x, y: torch.cat([x, y], 1), rand(2, 3), rand(2, 2))
case("rows", lambda x: F.embedding(torch.tensor([3, 0, 3, 1]), x), rand(5, 3))

# products
for ta in [0, 1]:
    for tb in [0, 1]:
        def product(a, b):
            return (a.transpose(-1, -2) if ta else a) @ (b.transpose(-1, -2) if tb else b)
        a, b = (rand(2, 5, 3) if ta else rand(2, 3, 5)), (rand(4, 5) if tb else rand(5, 4))
        case(f"matmul {ta}{tb}", product, a[0], b)
        case(f"matmul shared {ta}{tb}", product, a, b)
        case(f"matmul batch {ta}{tb}", product, a, torch.stack([b, rand(*b.shape)]))
case("linear", F.linear, rand(2, 3, 5), rand(4, 5), rand(4))
case("linear without bias", F.linear, rand(3, 5), rand(4, 5))
case("linear TANH", lambda x, w, b: torch.tanh(F.linear(x, w, b)), rand(3, 5), rand(4, 5), rand(4))
case("linear SELU", lambda x, w, b: F.selu(F.linear(x, w, b)), rand(3, 5), rand(4, 5), rand(4))

# convolution and pooling: height, width, strides, padding, dilation
for h, w, s, p, d in [(1, 1, (1, 1), (0, 0), (1, 1)), (3, 3, (1, 1), (1, 1), (1, 1)), (3, 2, (2, 1), (0, 1), (1, 1)),
                      (2, 3, (1, 2), (2, 0), (2, 1)), (3, 3, (2, 3), (1, 2), (1, 2)), (5, 6, (1, 1), (0, 0), (1, 1))]:
    name = f"{h},{w},{s[0]},{s[1]},{p[0]},{p[1]},{d[0]},{d[1]}"
    case("conv " + name, lambda x, k, b: F.conv2d(x, k, b, s, p, d), rand(2, 2, 5, 6), rand(3, 2, h, w), rand(3))
case("conv without bias 1,3,1,2,0,1,1,1", lambda x, k: F.conv2d(x, k, None, (1, 2), (0, 1)), rand(2, 3, 1, 9), rand(2, 3, 1, 3))
for h, w, s, p, d in [(2, 2, (2, 2), (0, 0), (1, 1)), (3, 3, (1, 2), (1, 1), (1, 1)), (2, 3, (3, 1), (1, 0), (1, 1)),
                      (2, 2, (1, 1), (0, 1), (2, 3))]:
    name = f"{h},{w},{s[0]},{s[1]},{p[0]},{p[1]},{d[0]},{d[1]}"
    case("pool MAX " + name, lambda x: F.max_pool2d(x, (h, w), s, p, d), rand(2, 2, 6, 7))
    if d == (1, 1):
        case("pool MEAN " + name, lambda x: F.avg_pool2d(x, (h, w), s, p), rand(2, 2, 6, 7))
ties = torch.tensor([[1.0, 1, 0, 2], [1, 1, 2, 2], [0, 0, 0, 0], [0, 0, 0, 0]]).reshape(1, 1, 4, 4)
case("pool MAX 2,2,1,1,0,0,1,1 ties", lambda x: F.max_pool2d(x, 2, 1), ties)

# normalization
case("softmax", lambda x: x.softmax(-1), 3 * rand(3, 5))
case("log softmax", lambda x: x.log_softmax(-1), 3 * rand(3, 5))
masked = rand(2, 4)
masked[0, 1] = masked[1, 0] = masked[1, 3] = -torch.inf
case("softmax masked", lambda x: x.softmax(-1), masked)
case("layer norm", lambda x, g, b: F.layer_norm(x, (5,), g, b, 1e-5), 2 * rand(2, 3, 5) + 1, rand(5), rand(5))
case("layer norm eps 0.1", lambda x, g, b: F.layer_norm(x, (5,), g, b, 0.1), rand(3, 5), rand(5), rand(5))
# by its formula: this version of PyTorch has no rms_norm
case("rms norm", lambda x, g: x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt() * g, 2 * rand(2, 3, 5) + 1, rand(5))
for shape in [(6, 3), (2, 3, 4), (2, 3, 2, 5)]:
    case(f"batch norm {len(shape)}", lambda x, g, b: F.batch_norm(x, None, None, g, b, True, 0, 1e-5), 2 * rand(*shape) + 1, rand(3), rand(3))

# losses
targets = torch.tensor([2, 0, 4, 2, 1])
weights = torch.tensor([0.5, 2, 1, 0.1, 3])
logits = 2 * rand(5, 5)
for name, kw in {"": {}, " smoothed": dict(label_smoothing=0.1), " weighted": dict(weight=weights), " ignore 2": dict(ignore_index=2),
                 " all": dict(label_smoothing=0.3, weight=weights, ignore_index=2)}.items():
    case("cross entropy" + name, lambda x: F.cross_entropy(x, targets, **kw).reshape(1), logits)
case("cross entropy of nothing", lambda x: F.cross_entropy(x, torch.tensor([-100, -100])).reshape(1), rand(2, 3), gradients=False)
labels = [[1, 2], [3, 3], [], [2]]


def ctc(x, lengths, blank=0, labels=labels, zero=False, softmax=True):
    flat = torch.tensor(sum(labels, []), dtype=torch.long)
    x = x.log_softmax(-1) if softmax else x
    return F.ctc_loss(x, flat, torch.tensor(lengths), torch.tensor([len(l) for l in labels]), blank, "none", zero)


# through log-softmax: PyTorch's gradient for free log-probabilities takes it for granted
case("ctc all", lambda x: ctc(x, [6, 6, 6, 6]), rand(6, 4, 4))
case("ctc lengths", lambda x: ctc(x, [6, 3, 4, 1]), rand(6, 4, 4))
case("ctc blank 3", lambda x: ctc(x, [7, 7], 3, [[0, 0, 1], [1, 0]]), rand(7, 2, 4))
case("ctc zero infinity", lambda x: ctc(x, [2, 2, 3, 3], zero=True), rand(3, 4, 4))
case("ctc infinity", lambda x: ctc(x, [2, 2, 3, 3]), rand(3, 4, 4), gradients=False)
long = torch.randint(1, 6, (40,)).tolist()
print("# ctc long: labels " + " ".join(map(str, long)))
case("ctc long", lambda x: ctc(x, [100], 0, [long]), rand(100, 1, 6))

# recurrent cells. Their input is one that is multiplied already: the weight for it is the identity.
classes = {"TANH": nn.RNN, "RELU": lambda *a, **k: nn.RNN(*a, nonlinearity="relu", **k), "LSTM": nn.LSTM, "GRU": nn.GRU}
gates = {"TANH": 1, "RELU": 1, "LSTM": 4, "GRU": 3}
H, B, T = 3, 3, 5
for cell, make in classes.items():
    G = gates[cell]
    for reverse in [False, True]:
        for lengths in [[], [5, 3, 1], [4, 4, 2]]:
            net = make(G * H, H, bidirectional=reverse)
            suffix = "_reverse" if reverse else ""
            for p in net.parameters():
                p.requires_grad_(False).zero_()
            getattr(net, "weight_ih_l0" + suffix).copy_(torch.eye(G * H))

            def recur(x, u, b, *states):
                p = dict(net.named_parameters())
                p["weight_hh_l0" + suffix] = u
                p["bias_hh_l0" + suffix] = b
                first = [s.unsqueeze(0) for s in states]
                if reverse:
                    first = [torch.cat([torch.zeros_like(s), s]) for s in first]
                packed = pack_padded_sequence(x, torch.tensor(lengths)) if lengths else x
                hx = tuple(first) if cell == "LSTM" else first[0]
                net._flat_weights = [p[n] for n in net._flat_weights_names]  # for U and b to have gradients
                y, last = net(packed, hx)
                if lengths:
                    y = pad_packed_sequence(y, total_length=T)[0]
                last = last if cell == "LSTM" else (last,)
                return (y[:, :, -H:],) + tuple(s[-1] for s in last)

            states = [rand(B, H) for _ in range(2 if cell == "LSTM" else 1)]
            name = f"recur {cell} {'reverse' if reverse else 'forward'} {','.join(map(str, lengths))}".strip()
            case(name, recur, rand(T, B, G * H), rand(G * H, H), rand(G * H), *states)

# updates in place: y0 is what x1 has become
x = nn.Parameter(rand(3, 4))
for most in [1.5, 100]:
    x.grad = rand(3, 4)
    emit(f"clip norm {most}/x0", x.grad.square().sum().reshape(1))
    emit(f"clip norm {most}/x1", x.grad)
    nn.utils.clip_grad_norm_([x], most)
    emit(f"clip norm {most}/y0", x.grad)
