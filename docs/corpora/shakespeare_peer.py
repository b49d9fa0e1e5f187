# Tiny Shakespeare by characters with nanoGPT's settings for a CPU, in plain PyTorch, beside GptLanguageModel (docs/results.md):
#   python3 shakespeare_peer.py input.txt.gz SEED
# It prints the loss of a batch every 250 steps, then that of all windows of the last tenth of the text, one behind the other, and three
# estimates of it by 20 batches of 12 windows at random, as nanoGPT makes them.
import gzip
import math
import sys
import time
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)
seed = int(sys.argv[2])
torch.manual_seed(seed)
text = gzip.open(sys.argv[1], "rt").read()
ids = {c: i for i, c in enumerate(sorted(set(text)))}
data = torch.tensor([ids[c] for c in text])
cut = int(0.9 * len(data))
train, held = data[:cut], data[cut:]
LAYERS, HEADS, WIDTH, CONTEXT, CHARACTERS, BATCH, STEPS = 4, 4, 128, 64, len(ids), 12, 2000


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.g1 = nn.Parameter(torch.ones(WIDTH))
        self.g2 = nn.Parameter(torch.ones(WIDTH))
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.o = nn.Linear(WIDTH, WIDTH, bias=False)
        self.u = nn.Linear(WIDTH, 4 * WIDTH, bias=False)
        self.d = nn.Linear(4 * WIDTH, WIDTH, bias=False)

    def forward(self, x, mask):
        b, t, _ = x.shape
        parts = self.qkv(F.layer_norm(x, (WIDTH,), self.g1)).split(WIDTH, 2)
        q, k, v = (z.view(b, t, HEADS, WIDTH // HEADS).transpose(1, 2) for z in parts)
        a = (q @ k.transpose(-2, -1)) / math.sqrt(WIDTH // HEADS)
        a = F.softmax(a.masked_fill(mask[:t, :t], -1e30), -1)
        x = x + self.o((a @ v).transpose(1, 2).reshape(b, t, WIDTH))
        return x + self.d(F.gelu(self.u(F.layer_norm(x, (WIDTH,), self.g2))))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.t = nn.Embedding(CHARACTERS, WIDTH)
        self.p = nn.Embedding(CONTEXT, WIDTH)
        self.b = nn.ModuleList(Block() for _ in range(LAYERS))
        self.g = nn.Parameter(torch.ones(WIDTH))
        for name, p in self.named_parameters():
            if p.dim() > 1:
                added = name.endswith((".o.weight", ".d.weight"))
                nn.init.normal_(p, 0, 0.02 / math.sqrt(2 * LAYERS) if added else 0.02)
        self.mask = torch.triu(torch.ones(CONTEXT, CONTEXT, dtype=torch.bool), 1)

    def forward(self, i):
        x = self.t(i) + self.p.weight[: i.shape[1]]
        for b in self.b:
            x = b(x, self.mask)
        return F.layer_norm(x, (WIDTH,), self.g) @ self.t.weight.T


net = Net()
parameters = list(net.parameters())
optimizer = torch.optim.AdamW(
    [{"params": [p for p in parameters if p.dim() > 1], "weight_decay": 0.1},
     {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0}],
    lr=1e-3, betas=(0.9, 0.99))


def loss(part):
    starts = torch.randint(len(part) - CONTEXT, (BATCH,))
    rows = torch.stack([part[s : s + CONTEXT + 1] for s in starts])
    return F.cross_entropy(net(rows[:, :-1]).reshape(-1, CHARACTERS), rows[:, 1:].reshape(-1))


@torch.no_grad()
def all_windows():
    n = (len(held) - 1) // CONTEXT
    x = held[: n * CONTEXT].view(n, CONTEXT)
    y = held[1 : n * CONTEXT + 1].view(n, CONTEXT)
    total = 0
    for i in range(0, n, 64):
        scores = net(x[i : i + 64]).reshape(-1, CHARACTERS)
        total += F.cross_entropy(scores, y[i : i + 64].reshape(-1), reduction="sum").item()
    return total / (n * CONTEXT)


@torch.no_grad()
def estimate():
    return sum(loss(held).item() for _ in range(20)) / 20


began = time.time()
for step in range(STEPS):
    wave = 0.5 * (1 + math.cos(math.pi * (step - 100) / (STEPS - 100)))
    for g in optimizer.param_groups:
        g["lr"] = 1e-3 * (step + 1) / 101 if step < 100 else 1e-4 + wave * 9e-4
    now = loss(train)
    optimizer.zero_grad(set_to_none=True)
    now.backward()
    nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
    if step % 250 == 249:
        print(step + 1, now.item(), round(time.time() - began, 1), flush=True)
print("seed", seed, "all windows", all_windows(), "20 batches", estimate(), estimate(), estimate())
