# SPDX-License-Identifier: Apache-2.0
"""BERT's encoder (Devlin et al. 2018) as a plain module: post-norm blocks, exact GELU, no padding mask."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn

VOCABULARY = 30522


class Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(width, width)
        self.k = nn.Linear(width, width)
        self.v = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        batch, tokens, width = x.shape
        shape = (batch, tokens, self.heads, width // self.heads)
        q = self.q(x).view(shape).transpose(1, 2)
        k = self.k(x).view(shape).transpose(1, 2)
        v = self.v(x).view(shape).transpose(1, 2)
        y = F.scaled_dot_product_attention(q, k, v)
        return self.out(y.transpose(1, 2).reshape(batch, tokens, width))


class Block(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.attention = Attention(width, heads)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm1(x + self.attention(x))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Bert(nn.Module):
    def __init__(self, vocabulary: int = VOCABULARY, context: int = 512, width: int = 768, layers: int = 12,
                 heads: int = 12) -> None:
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(context, width)
        self.segments = nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2 or name.endswith("bias"):
                nn.init.normal_(parameter, std=0.02)

    def forward(self, ids: Tensor) -> Tensor:
        position = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.tokens(ids) + self.positions(position) + self.segments.weight[0])
        for block in self.blocks:
            x = block(x)
        return x


class BertBase(Bert):
    """109 million parameters."""


class BertTiny(Bert):
    """Two layers of width 64, for tests and first trials."""

    def __init__(self) -> None:
        super().__init__(vocabulary=512, context=128, width=64, layers=2, heads=4)


def example_inputs(batch: int = 1, tokens: int = 128, vocabulary: int = 512) -> list[tuple[Tensor, ...]]:
    generator = torch.Generator().manual_seed(0)
    return [(torch.randint(0, vocabulary, (batch, tokens), generator=generator),)]
