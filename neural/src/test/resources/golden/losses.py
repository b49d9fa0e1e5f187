# Golden values for LossGoldenTest, by PyTorch:
#   python3 losses.py > losses.tsv
# Each line: case/what, shape, numbers. x* are inputs, y is the loss, d.* the gradients of the inputs.
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(7)
print(f"# losses.py, PyTorch {torch.__version__}, double precision")


def emit(name, t):
    t = t.detach()
    print(name, ",".join(map(str, t.shape)), " ".join(repr(v) for v in t.reshape(-1).tolist()), sep="\t")


def case(name, loss, *inputs):
    inputs = [v.clone().requires_grad_() for v in inputs]
    y = loss(*inputs).reshape(1)
    for i, v in enumerate(inputs):
        emit(f"{name}/x{i}", v)
    emit(f"{name}/y", y)
    emit(f"{name}/g", torch.ones(1))
    for i, d in enumerate(torch.autograd.grad(y, inputs)):
        emit(f"{name}/d.x{i}", d)


rand = torch.randn
reductions = {"MEAN": "mean", "SUM": "sum"}
a, b = 2 * rand(4, 3), rand(4, 3)
signs = torch.tensor([1.0, -1, -1, 1, 1, -1])
classes = torch.tensor([2, 0, 4, 1, 2, 2])
logits = 2 * rand(6, 5)
weights = torch.tensor([0.5, 1, 2, 3, 0.25])
u, v, w = rand(6, 4), rand(6, 4), rand(6, 4)
probabilities = rand(4, 5).softmax(-1)
probabilities[1] = torch.tensor([0, 0.5, 0, 0.5, 0])
steps, labels = rand(9, 3, 5), [[1, 2, 2], [3], [4, 1, 1, 4]]
lengths = [9, 4, 7]

for mine, r in reductions.items():
    case(f"squared {mine}", lambda x, y: F.mse_loss(x, y, reduction=r), a, b)
    case(f"absolute {mine}", lambda x, y: F.l1_loss(x, y, reduction=r), a, b)
    case(f"huber {mine}", lambda x, y: F.huber_loss(x, y, reduction=r), a, b)
    case(f"huber .5 {mine}", lambda x, y: F.huber_loss(x, y, reduction=r, delta=0.5), a, b)
    case(f"cross entropy {mine}", lambda x: F.cross_entropy(x, classes, reduction=r), logits)
    case(f"cross entropy smoothed {mine}", lambda x: F.cross_entropy(x, classes, reduction=r, label_smoothing=0.1), logits)
    case(f"cross entropy weighted {mine}", lambda x: F.cross_entropy(x, classes, weights, reduction=r), logits)
    case(f"cross entropy all {mine}", lambda x: F.cross_entropy(x, classes, weights, reduction=r, label_smoothing=0.2, ignore_index=2), logits)
    target = torch.sigmoid(b).round()
    target[0] = torch.tensor([0.2, 0.9, 0.5])
    case(f"binary {mine}", lambda x: F.binary_cross_entropy_with_logits(x, target, reduction=r), a)
    case(f"binary weighted {mine}",
         lambda x: F.binary_cross_entropy_with_logits(x, target, pos_weight=torch.tensor([0.5, 2, 7]), reduction=r), a)
    case(f"binary large {mine}", lambda x: F.binary_cross_entropy_with_logits(x, target, reduction=r), 400 * a)
    # binary hinge: soft margin by its formula, PyTorch has none for targets of -1 and 1
    reduce = torch.mean if r == "mean" else torch.sum
    case(f"hinge {mine}", lambda x: reduce(F.relu(1 - signs * x)), logits[:, 0])
    case(f"hinge squared {mine}", lambda x: reduce(F.relu(0.7 - signs * x).square()), logits[:, 0])
    case(f"multi class hinge {mine}", lambda x: F.multi_margin_loss(x, classes, reduction=r), logits)
    case(f"multi class hinge 2 {mine}", lambda x: F.multi_margin_loss(x, classes, margin=2, reduction=r), logits)
    case(f"kl {mine}", lambda x: F.kl_div(x, probabilities, reduction=r), rand(4, 5).log_softmax(-1))
    case(f"ctc {mine}", lambda x: F.ctc_loss(x.log_softmax(-1), torch.tensor(sum(labels, [])), lengths, [3, 1, 4], reduction=r), steps)
    case(f"ctc infinite {mine}",
         lambda x: F.ctc_loss(x.log_softmax(-1), torch.tensor([1, 1, 1, 3]), [9, 2, 7], [1, 2, 1], reduction=r, zero_infinity=True, blank=4), steps)
    case(f"contrastive {mine}", lambda x, y: reduce(
        (signs + 1) / 2 * F.pairwise_distance(x, y).square() / 2 + (1 - signs) / 2 * F.relu(3 - F.pairwise_distance(x, y)).square() / 2), u, v)
    case(f"triplet {mine}", lambda x, y, z: F.triplet_margin_loss(x, y, z, reduction=r), u, v, w)
    case(f"triplet swapped {mine}", lambda x, y, z: F.triplet_margin_loss(x, y, z, margin=2.5, swap=True, reduction=r), u, v, w)
    case(f"cosine {mine}", lambda x, y: F.cosine_embedding_loss(x, y, signs, reduction=r), u, v)
    case(f"cosine margin {mine}", lambda x, y: F.cosine_embedding_loss(x, y, signs, margin=0.2, reduction=r), u, v)
case("kl ROWS", lambda x: F.kl_div(x, probabilities, reduction="batchmean"), rand(4, 5).log_softmax(-1))
emit("targets", target)
emit("probabilities", probabilities)
emit("signs", signs)
