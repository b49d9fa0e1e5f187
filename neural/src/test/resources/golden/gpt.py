# Golden values for GptGoldenTest, by PyTorch in double precision:
#   python3 gpt.py > gpt.json
# A GPT of torch.nn's TransformerEncoderLayer (norms first, GELU, causal), learned positions, a last norm and tied scores is trained as
# nanoGPT trains: AdamW that decays matrices only, a line up and a cosine down, clipped gradients. Written are the first parameters under
# Millrace's names, the text, the windows of each step, the loss of each and the scores at the end; without biases likewise.
import json
import math
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(7)
LAYERS, HEADS, WIDTH, CONTEXT, VOCABULARY = 2, 2, 4, 6, 7
STEPS, UP, BATCH, RATE, LAST, DECAY, BETA2, CLIP = 30, 3, 3, 1e-2, 1e-3, 0.1, 0.99, 1.0
text = torch.randint(VOCABULARY, (40,))
starts = torch.randint(len(text) - CONTEXT, (STEPS, BATCH))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Parameter(torch.randn(CONTEXT, WIDTH))
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(WIDTH, HEADS, 4 * WIDTH, 0.0, "gelu", batch_first=True, norm_first=True)
            for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        for name, p in self.named_parameters():
            nn.init.normal_(p, 1.0 if "norm" in name and "weight" in name else 0.0, 0.3)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions[: ids.shape[1]]
        mask = nn.Transformer.generate_square_subsequent_mask(ids.shape[1])
        for b in self.blocks:
            x = b(x, src_mask=mask)
        return self.norm(x) @ self.tokens.weight.T


def named(net, bias):
    out = {"tokens": net.tokens.weight, "positions": net.positions}
    for i, b in enumerate(net.blocks):
        at = f"blocks.{i}."
        parts = list(zip(("query", "key", "value"), b.self_attn.in_proj_weight.chunk(3), b.self_attn.in_proj_bias.chunk(3)))
        parts.append(("out", b.self_attn.out_proj.weight, b.self_attn.out_proj.bias))
        parts = [("attention." + n, w, c) for n, w, c in parts]
        parts += [("up", b.linear1.weight, b.linear1.bias), ("down", b.linear2.weight, b.linear2.bias)]
        for n, w, c in parts:
            out[at + n + ".weight"] = w
            if bias:
                out[at + n + ".bias"] = c
        for n, m in (("attentionNorm", b.norm1), ("feedNorm", b.norm2)):
            out[at + n + ".gain"] = m.weight
            if bias:
                out[at + n + ".bias"] = m.bias
    out["norm.gain"] = net.norm.weight
    if bias:
        out["norm.bias"] = net.norm.bias
    return {k: v.detach().reshape(-1).tolist() for k, v in out.items()}


def rate(step):
    if step < UP:
        return RATE * (step + 1) / (UP + 1)
    return LAST + 0.5 * (1 + math.cos(math.pi * (step - UP) / (STEPS - UP))) * (RATE - LAST)


def train(bias):
    net = Net()
    if not bias:
        for name, p in net.named_parameters():
            if name.endswith("bias"):
                nn.init.zeros_(p)
                p.requires_grad_(False)
    trained = [p for p in net.parameters() if p.requires_grad]
    first = named(net, bias)
    optimizer = torch.optim.AdamW(
        [{"params": [p for p in trained if p.dim() > 1], "weight_decay": DECAY},
         {"params": [p for p in trained if p.dim() < 2], "weight_decay": 0.0}],
        lr=RATE, betas=(0.9, BETA2), eps=1e-8)
    losses = []
    for step in range(STEPS):
        for g in optimizer.param_groups:
            g["lr"] = rate(step)
        ids = torch.stack([text[s : s + CONTEXT + 1] for s in starts[step]])
        loss = F.cross_entropy(net(ids[:, :-1]).reshape(-1, VOCABULARY), ids[:, 1:].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(trained, CLIP)
        optimizer.step()
        losses.append(loss.item())
    scores = net(text[None, :CONTEXT]).detach().reshape(-1).tolist()
    return {"weights": first, "losses": losses, "scores": scores}


print(json.dumps({
    "by": f"gpt.py, PyTorch {torch.__version__}, double precision",
    "text": text.tolist(), "starts": starts.tolist(), "bias": train(True), "plain": train(False)}))
