"""Trains the evidence reader's network on the CPU; resumes from its last checkpoint.

    python tools/train_reader.py EVAL_FOLDER WORK_FOLDER

EVAL_FOLDER holds piaf, afriqa_fr and spf (documents.jsonl, questions.jsonl). Only the articles of the training split
are read (tools/reader_data.py). The lower layers of the encoder are frozen: what they make of a text is computed once.
Writes checkpoints and a log of the curves to WORK_FOLDER and, at the end, the weights to rag/reader.safetensors.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import Trainer, TrainerCallback, TrainingArguments

from api.settings import Settings
from api.wiring import Wiring
from index.manifest import default_model
from rag.network import LOWER, Logits, ReaderNetwork
from rag.network_weights import FILE, save
from tools.reader_data import Asked, Collator, Group, Groups, Material, Shelf, gather, split_of
from tools.reader_plots import plot_curve

ROOT = Path(__file__).resolve().parent.parent
SETS = ("piaf", "afriqa_fr", "spf")
CHECKED = 200  # questions of calibration articles measured at each checkpoint
_GROUPS = 8  # questions a step


class Training(nn.Module):
    """The network with its loss."""

    def __init__(self, network: ReaderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, group: Tensor, proof: Tensor, first: Tensor, last: Tensor, **batch: Tensor) -> dict[str, Tensor]:
        logits = self.network(**batch)
        loss = sentence_loss(logits, group, proof) + (span_loss(logits.start, first) + span_loss(logits.end, last)) / 4
        return {"loss": loss}


def sentence_loss(logits: Logits, group: Tensor, proof: Tensor) -> Tensor:
    """Mean over groups of -log p(a sentence that holds the answer), or of -log p(none) where there is none."""
    losses = []
    for number in range(int(group.max()) + 1):
        scores = torch.cat([torch.zeros(1), logits.sentences[group == number].flatten()])
        holds = proof[group == number].flatten()
        wanted = torch.cat([~holds.any().reshape(1), holds])
        losses.append(torch.logsumexp(scores, 0) - torch.logsumexp(scores[wanted], 0))
    return torch.stack(losses).mean()


def span_loss(scores: Tensor, wanted: Tensor) -> Tensor:
    """Mean over the pairs with an answer of -log p(one of the wanted tokens)."""
    rows = wanted.any(-1)
    if not rows.any():
        return torch.zeros(())
    kept = scores[rows].masked_fill(~wanted[rows], -torch.inf)
    return (torch.logsumexp(scores[rows], -1) - torch.logsumexp(kept, -1)).mean()


class Curve(TrainerCallback):
    """At each checkpoint, measures held-out questions with their right passage and appends a line to curve.jsonl."""

    def __init__(self, path: Path, groups: Sequence[Group], collate: Collator) -> None:
        self._path = path
        self._groups = groups
        self._collate = collate

    def on_save(self, args: TrainingArguments, state: Any, control: Any, model: Any = None, **_: Any) -> None:
        loss = next((entry["loss"] for entry in reversed(state.log_history) if "loss" in entry), None)
        line = {"step": state.global_step, "loss": loss, **measure(model.network, self._groups, self._collate)}
        with self._path.open("a") as file:
            file.write(json.dumps(line) + "\n")
        print(line, file=sys.stderr)


@torch.no_grad()
def measure(network: ReaderNetwork, groups: Sequence[Group], collate: Collator) -> dict[str, float]:
    """Return how often the best sentence of the right passage holds the answer, and the best start is its start."""
    network.eval()
    sentence = start = 0
    for at in range(0, len(groups), 16):
        batch = collate(groups[at : at + 16])
        proof, first, _ = batch.pop("proof"), batch.pop("first"), batch.pop("last")
        batch.pop("group")
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(**batch)
        rows = torch.arange(len(proof))
        sentence += int(proof[rows, logits.sentences.argmax(-1)].sum())
        start += int(first[rows, logits.start.argmax(-1)].sum())
    network.train()
    return {"sentence": round(sentence / len(groups), 4), "start": round(start / len(groups), 4)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--rounds", type=int, default=3, help="times that every question is read")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    wiring = Wiring(Settings.read())
    embedder, folder = wiring.embedder, wiring.weights.ready(default_model("embedding"))
    with tempfile.TemporaryDirectory() as scratch:
        sets = [gather(args.folder / name, Path(scratch) / name, embedder.count_tokens) for name in SETS]
        torch.manual_seed(args.seed)
        train(args, sets, embedder, folder)
    return 0


def train(args: argparse.Namespace, sets: Sequence[Material], embedder: Any, folder: Path) -> None:
    """Train on the sets' training articles from the encoder's own weights, and write the difference to them."""
    asked = [a for material in sets for a in material.asked if split_of(a.article) == "train"]
    checked = [a for a in sets[0].asked if split_of(a.article) == "calibrate"][:CHECKED]
    encoder = embedder.encoder
    shelf = Shelf(embedder.tokenizer, encoder)
    _fill(shelf, sets, [*asked, *checked])
    collate = Collator(shelf, {a.id: material.idf for material in sets for a in material.asked})
    encoder.config.attention_probs_dropout_prob = 0.0  # drawing its mask took a third of a step
    network = ReaderNetwork(encoder.config)
    network.layers.load_state_dict(upper_layers(encoder))
    alone = [Group(a, a.question, (i,), (a.right[i],)) for a in checked for i in sorted(a.right)[:1]]
    trainer = Trainer(
        model=Training(network), args=_arguments(args), data_collator=collate,
        train_dataset=Groups(asked, args.rounds, args.seed),
        callbacks=[Curve(args.work / "curve.jsonl", alone, collate)],
    )  # fmt: skip
    trainer.train(resume_from_checkpoint=any(args.work.glob("checkpoint-*")))
    best = best_checkpoint(args.work / "curve.jsonl")
    state = load_file(args.work / f"checkpoint-{best}" / "model.safetensors")
    save({name.removeprefix("network."): value for name, value in state.items()}, folder, ROOT / "rag" / FILE)
    plot_curve(args.work / "curve.jsonl", ROOT / "docs" / "reader-curve.png")


def best_checkpoint(curve: Path) -> int:
    """Return the step of the best checkpoint on calibration articles, of equals the last."""
    lines = [json.loads(line) for line in curve.read_text().splitlines()]
    return int(max(reversed(lines), key=lambda line: line["sentence"] + line["start"])["step"])


def upper_layers(encoder: Any) -> dict[str, Tensor]:
    """Return the state of the encoder's upper layers, where training starts."""
    return dict(nn.ModuleList(encoder.encoder.layer[LOWER:]).state_dict())


def _arguments(args: argparse.Namespace) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(args.work), num_train_epochs=1, per_device_train_batch_size=_GROUPS, learning_rate=1e-4,
        lr_scheduler_type="linear", warmup_steps=100, weight_decay=0.01, max_grad_norm=1.0, logging_steps=25,
        save_steps=150, save_only_model=False, seed=args.seed, bf16=True, use_cpu=True, report_to="none",
        remove_unused_columns=False, dataloader_num_workers=0, label_names=["proof"],
    )  # fmt: skip


def _fill(shelf: Shelf, sets: Sequence[Material], asked: Sequence[Asked]) -> None:
    wanted = {i for a in asked for i in (*a.right, *a.near, *a.wrong)}
    hits = [hit for material in sets for i, hit in material.hits.items() if i in wanted]
    wordings = [w for a in asked for w in (a.question, a.colloquial, a.swapped) if w]
    shelf.fill(wordings, hits)


if __name__ == "__main__":
    sys.exit(main())
