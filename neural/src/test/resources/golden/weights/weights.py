# Files for the tests of millrace.neural.weights, by safetensors 0.8.0, onnx 1.23.1 (protobuf 7.36.2) and numpy 2.4.6 on Python 3.11;
# the file of llama2.c by the standard library alone. In this folder:
#   python3 weights.py          writes the files and weights.tsv: file, name, type, shape, and each element as float32, its bits in hex
#   python3 weights.py FOLDER   reads what the test ExportTest writes into FOLDER and prints what safetensors sees:
#                               reads.tsv is what it saw when the files were last changed
import hashlib
import json
import os
import struct
import sys

import numpy as np
from safetensors import TensorSpec, deserialize, serialize

LINES = []


def bits(values):
    with np.errstate(invalid="ignore", over="ignore"):
        return " ".join("%08x" % b for b in np.asarray(values).astype(np.float32).reshape(-1).view(np.uint32))


def line(file, name, dtype, values):
    LINES.append("\t".join([file, name, dtype, ",".join(map(str, np.shape(values))), bits(values)]))


NAMES = {"float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16", "int64": "I64", "int32": "I32", "int16": "I16",
         "int8": "I8", "uint8": "U8", "bool": "BOOL"}


def widened(raw):  # a bfloat16 is the upper half of a float32
    return (np.asarray(raw).astype(np.uint32) << 16).view(np.float32)


def safetensors(file, tensors, metadata=None):
    specs = {}
    for name, (dtype, a) in tensors.items():
        a = np.ascontiguousarray(a) if np.shape(a) else a
        tensors[name] = (dtype, a)
        specs[name] = TensorSpec(dtype=dtype, shape=list(a.shape), data_ptr=a.ctypes.data, data_len=a.nbytes)
    with open(file, "wb") as f:
        f.write(serialize(specs, metadata))
    for name, (dtype, a) in tensors.items():
        line(file, name, NAMES[dtype], widened(a) if dtype == "bfloat16" else a)


def check(folder):
    dtypes = {"F32": np.float32, "F16": np.float16, "BF16": np.uint16}
    for file in sorted(os.listdir(folder)):
        data = open(os.path.join(folder, file), "rb").read()
        print("sha256", file, hashlib.sha256(data).hexdigest(), sep="\t")
        if file.endswith(".json"):
            print("json", file, json.dumps(json.loads(data), sort_keys=True), sep="\t")
            continue
        for name, t in sorted(deserialize(data)):
            a = np.frombuffer(bytes(t["data"]), dtype=dtypes[t["dtype"]]).reshape(t["shape"])
            a = widened(a) if t["dtype"] == "BF16" else a
            print("tensor", file, name, t["dtype"], ",".join(map(str, a.shape)), bits(a), sep="\t")


if len(sys.argv) > 1:
    check(sys.argv[1])
    sys.exit()

import onnx  # noqa: E402
from onnx import TensorProto, helper  # noqa: E402

rng = np.random.default_rng(1)


def normal(*shape):
    return rng.normal(size=shape).astype(np.float32)


# every type of element, a scalar, and none
safetensors("types.safetensors", {
    "f64": ("float64", np.array([[1 / 3, -2e-300, 1e300], [np.pi, np.nan, -np.inf]])),
    "f32": ("float32", np.array([[1.5, -0.0, 1e-45], [3.4028235e38, np.inf, np.float32(1) / 3]], np.float32)),
    "f16": ("float16", np.array([[1.5, -0.0, 6e-8], [65504, -np.inf, 1 / 3]], np.float16)),
    "bf16": ("bfloat16", np.array([[0x3fc0, 0x8000, 0x0001], [0x7f7f, 0xff80, 0x3eab]], np.uint16)),
    "i64": ("int64", np.array([2**53 + 1, -2**63, 16777217])),
    "i32": ("int32", np.array([2**31 - 1, -2**31, 7], np.int32)),
    "i16": ("int16", np.array([[32767], [-32768], [-1]], np.int16)),
    "i8": ("int8", np.array([127, -128, -1], np.int8)),
    "u8": ("uint8", np.array([127, 128, 255], np.uint8)),
    "bool": ("bool", np.array([True, False, True])),
    "scalar": ("float32", np.array(7.25, np.float32)),
    "none": ("float32", np.zeros((3, 0, 2), np.float32)),
}, {"format": "pt"})

# two shards and their index
shards = [{"wte.weight": ("float32", normal(5, 4)), "h.0.ln_1.weight": ("float32", normal(4))},
          {"h.0.ln_1.bias": ("float16", rng.normal(size=4).astype(np.float16)), "ln_f.weight": ("float32", normal(4))}]
index = {"metadata": {"total_size": 0}, "weight_map": {}}
for i, shard in enumerate(shards):
    file = "model-%05d-of-00002.safetensors" % (i + 1)
    safetensors(file, shard, {"format": "pt"})
    for name in shard:
        index["weight_map"][name] = file
        index["metadata"]["total_size"] += shard[name][1].nbytes
with open("model.safetensors.index.json", "w") as f:
    json.dump(index, f, indent=2, sort_keys=True)

# llama2.c, version 0, whose classifier is not shared: the loops of legacy_export
dim, hidden, layers, heads, kv, vocab, seq = 8, 6, 2, 2, 1, 5, 3
w = {"model.embed_tokens.weight": normal(vocab, dim), "model.norm.weight": normal(dim), "lm_head.weight": normal(vocab, dim)}
KINDS = [("input_layernorm", (dim,)), ("self_attn.q_proj", (dim, dim)), ("self_attn.k_proj", (dim // heads * kv, dim)),
         ("self_attn.v_proj", (dim // heads * kv, dim)), ("self_attn.o_proj", (dim, dim)), ("post_attention_layernorm", (dim,)),
         ("mlp.gate_proj", (hidden, dim)), ("mlp.down_proj", (dim, hidden)), ("mlp.up_proj", (hidden, dim))]
for kind, shape in KINDS:
    for i in range(layers):
        w["model.layers.%d.%s.weight" % (i, kind)] = normal(*shape)
with open("llama2c.bin", "wb") as f:
    def floats(a):
        flat = [float(x) for x in np.asarray(a).reshape(-1)]
        f.write(struct.pack("<%df" % len(flat), *flat))
    f.write(struct.pack("<7i", dim, hidden, layers, heads, kv, -vocab, seq))
    floats(w["model.embed_tokens.weight"])
    for kind, _ in KINDS:
        for i in range(layers):
            floats(w["model.layers.%d.%s.weight" % (i, kind)])
    floats(w["model.norm.weight"])
    floats(normal(seq, dim // heads // 2))
    floats(normal(seq, dim // heads // 2))
    floats(w["lm_head.weight"])
for name, a in w.items():
    line("llama2c.bin", name, "F32", a)

# a block of a BERT as exporters leave it: unnamed matrices, turned, in products before a bias
nodes, inits = [], []


def init(name, dtype, a, **how):
    a = np.asarray(a)
    if how.get("raw"):
        inits.append(helper.make_tensor(name, dtype, a.shape, a.tobytes(), raw=True))
    else:
        inits.append(helper.make_tensor(name, dtype, a.shape, a.reshape(-1)))


def known(name, dtype, kind, a, values=None, **how):
    init(name, dtype, a, **how)
    line("bert.onnx", name, kind, a if values is None else values)


width, inner = 4, 6
known("embeddings.position_ids", TensorProto.INT64, "I64", np.arange(5, dtype=np.int64)[None], raw=True)
known("embeddings.word_embeddings.weight", TensorProto.FLOAT, "F32", normal(7, width), raw=True)
known("embeddings.LayerNorm.weight", TensorProto.FLOAT, "F32", normal(width))  # float_data
known("embeddings.LayerNorm.bias", TensorProto.DOUBLE, "F64", rng.normal(size=width))  # double_data
half = rng.normal(size=(2, width)).astype(np.float16)
known("embeddings.token_type_embeddings.weight", TensorProto.FLOAT16, "F16", half)  # int32_data
known("as_raw_half", TensorProto.FLOAT16, "F16", half, raw=True)
brain = np.array([0x3fc0, 0xc020, 0x0001], np.uint16)
inits.append(helper.make_tensor("as_raw_bfloat", TensorProto.BFLOAT16, [3], brain.tobytes(), raw=True))
line("bert.onnx", "as_raw_bfloat", "BF16", widened(brain))
known("negative", TensorProto.INT64, "I64", np.array([-1, 2**40, 3]))  # int64_data
known("small", TensorProto.INT8, "I8", np.array([[-128, 127]], np.int8))  # int32_data
known("bytes", TensorProto.UINT8, "U8", np.array([0, 128, 255], np.uint8), raw=True)
known("flag", TensorProto.BOOL, "BOOL", np.array(True))
known("30", TensorProto.FLOAT, "F32", np.float32(0.125))  # a constant without a better name
x = "x"
attention = "encoder.layer.0.attention."
# product, then bias
q = normal(width, width)
known(attention + "self.query.bias", TensorProto.FLOAT, "F32", normal(width), raw=True)
init("onnx::MatMul_101", TensorProto.FLOAT, q.T.copy(), raw=True)
line("bert.onnx", attention + "self.query.weight", "F32", q)
nodes += [helper.make_node("MatMul", [x, "onnx::MatMul_101"], ["q0"]), helper.make_node("Add", ["q0", attention + "self.query.bias"], ["q"])]
# bias, then product; the bias is another's, stored once: an Identity gives it its name
k = normal(width, width)
init("102", TensorProto.FLOAT, k.T.copy())
line("bert.onnx", attention + "self.key.weight", "F32", k)
nodes += [helper.make_node("Identity", [attention + "self.query.bias"], [attention + "self.key.bias"]),
          helper.make_node("MatMul", [x, "102"], ["k0"]), helper.make_node("Add", [attention + "self.key.bias", "k0"], ["k"])]
bias = np.frombuffer(inits[[i.name for i in inits].index(attention + "self.query.bias")].raw_data, np.float32)
line("bert.onnx", attention + "self.key.bias", "F32", bias)
# Gemm, turned or not
d = normal(inner, width)
known("encoder.layer.0.intermediate.dense.bias", TensorProto.FLOAT, "F32", normal(inner), raw=True)
init("onnx::Gemm_103", TensorProto.FLOAT, d.T.copy(), raw=True)
line("bert.onnx", "encoder.layer.0.intermediate.dense.weight", "F32", d)
nodes.append(helper.make_node("Gemm", ["q", "onnx::Gemm_103", "encoder.layer.0.intermediate.dense.bias"], ["g"], alpha=1.0))
p = normal(width, inner)
known("encoder.layer.0.output.dense.bias", TensorProto.FLOAT, "F32", normal(width), raw=True)
init("onnx::Gemm_104", TensorProto.FLOAT, p, raw=True)
line("bert.onnx", "encoder.layer.0.output.dense.weight", "F32", p)
nodes.append(helper.make_node("Gemm", ["g", "onnx::Gemm_104", "encoder.layer.0.output.dense.bias"], ["o"], transB=1))
# a half, product and bias; and one that has its name, turned by a node of its own
v = rng.normal(size=(width, 3)).astype(np.float16)
known("classifier.bias", TensorProto.FLOAT16, "F16", rng.normal(size=3).astype(np.float16), raw=True)
init("onnx::MatMul_105", TensorProto.FLOAT16, v, raw=True)
line("bert.onnx", "classifier.weight", "F16", v.T)
nodes += [helper.make_node("MatMul", ["o", "onnx::MatMul_105"], ["c0"]), helper.make_node("Add", ["c0", "classifier.bias"], ["c"])]
known("pooler.dense.weight", TensorProto.FLOAT, "F32", normal(width, width), raw=True)
known("pooler.dense.bias", TensorProto.FLOAT, "F32", normal(width), raw=True)
nodes += [helper.make_node("Transpose", ["pooler.dense.weight"], ["t"], perm=[1, 0]), helper.make_node("MatMul", ["o", "t"], ["p0"]),
          helper.make_node("Add", ["p0", "pooler.dense.bias"], ["p"])]
# a product that no bias follows
known("onnx::MatMul_106", TensorProto.FLOAT, "F32", normal(width, 2), raw=True)
nodes += [helper.make_node("MatMul", ["o", "onnx::MatMul_106"], ["n0"]), helper.make_node("Add", ["n0", "30"], ["n"])]
value = helper.make_tensor_value_info
graph = helper.make_graph(nodes, "block", [value(x, TensorProto.FLOAT, [1, width])], [value("p", TensorProto.FLOAT, [1, width])], inits)
onnx.save(helper.make_model(graph, producer_name="weights.py"), "bert.onnx")

with open("weights.tsv", "w") as f:
    f.write("\n".join(LINES) + "\n")
