"""The trained reader's network: upper encoder layers that read a question and a passage together.

The lower layers read each text alone, as the embedder does, so a passage's part is the same for every question and
can be kept. From layer `LOWER` on, both are one sequence (the split of DeFormer, Cao et al. 2020), to whose states is
added whose text a token is of and whether the other text has its word (the exact-match feature of DrQA, Chen et al.
2017). Heads: one logit a sentence, against a constant 0 for "no sentence answers", and start and end logits a token.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from transformers.models.bert.modeling_bert import BertLayer

LOWER = 6  # layers that read each text alone; the others are trained
NO_SENTENCE = -1
_MATCH_FEATURES = 2  # whether the other text has a token's word, and how rare that word is


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of one or more questions, padded to (pairs, tokens)."""

    states: Tensor  # (pairs, tokens, hidden) of the lower layers: the question's, then the passage's
    mask: Tensor  # (pairs, tokens) bool: a token, not padding
    passage: Tensor  # (pairs, tokens) int64: 1 for tokens of the passage
    match: Tensor  # (pairs, tokens, 2)
    sentence: Tensor  # (pairs, tokens) int64: sentence of the passage that the token is of, or NO_SENTENCE

    def as_dict(self) -> dict[str, Tensor]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Logits:
    """sentences (pairs, most sentences of a pair), -inf where there is none; start and end (pairs, tokens)."""

    sentences: Tensor
    start: Tensor
    end: Tensor


class ReaderNetwork(nn.Module):
    """The upper layers of a BERT encoder and the heads, without weights of their own yet."""

    def __init__(self, config: Any) -> None:
        """`config` is that of transformers' BertModel."""
        super().__init__()
        hidden = config.hidden_size
        layer: Any = BertLayer
        self.layers = nn.ModuleList(layer(config, layer_idx=i) for i in range(LOWER, config.num_hidden_layers))
        self.kind = nn.Embedding(2, hidden)
        self.match = nn.Linear(_MATCH_FEATURES, hidden, bias=False)
        self.sentence = nn.Sequential(nn.Linear(hidden, hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(hidden, 1))
        self.token = nn.Linear(hidden, 1)
        self.span = nn.Linear(hidden, 2)
        for start_at_zero in (self.kind.weight, self.match.weight):
            nn.init.zeros_(start_at_zero)

    def forward(self, states: Tensor, mask: Tensor, passage: Tensor, match: Tensor, sentence: Tensor) -> Logits:
        states = states + self.kind(passage) + self.match(match)
        for layer in self.layers:
            states = layer(states, mask[:, None, None, :])
        states = states.float()
        start, end = self.span(states).unbind(-1)
        hidden_from = ~mask | (passage == 0)
        return Logits(
            self._sentence_logits(states, sentence),
            start.masked_fill(hidden_from, -torch.inf),
            end.masked_fill(hidden_from, -torch.inf),
        )

    def _sentence_logits(self, states: Tensor, sentence: Tensor) -> Tensor:
        """A sentence proves by what it says as a whole, and by the token in it that most looks like an answer."""
        count = max(1, int(sentence.max()) + 1)
        member = sentence[:, None, :] == torch.arange(count)[None, :, None]  # (pairs, sentences, tokens)
        sizes = member.sum(-1, keepdim=True)
        mean = member.float() @ states / sizes.clamp(min=1)
        most = self.token(states).squeeze(-1)[:, None, :].masked_fill(~member, -torch.inf).amax(-1)
        whole = self.sentence(mean).squeeze(-1)
        return torch.where(sizes.squeeze(-1) == 0, -torch.inf, whole + most)


def read_alone(encoder: Any, ids: Sequence[Sequence[int]]) -> list[Tensor]:
    """Return what the lower layers make of each text of token ids: (tokens, hidden) each, in order."""
    lengths = [len(one) for one in ids]
    width = max(lengths)
    padded = torch.tensor([[*one, *[encoder.config.pad_token_id] * (width - len(one))] for one in ids])
    mask = torch.arange(width)[None, :] < torch.tensor(lengths)[:, None]
    states = encoder.embeddings(padded)
    for layer in encoder.encoder.layer[:LOWER]:
        states = layer(states, mask[:, None, None, :])
    return [row[:length] for row, length in zip(states, lengths, strict=True)]
