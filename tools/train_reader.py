"""Trains the evidence reader's network on the CPU; resumes from its last checkpoint.

    python -m tools.train_reader EVAL_FOLDER WORK_FOLDER [--further]

EVAL_FOLDER holds piaf, afriqa_fr and spf (documents.jsonl, questions.jsonl). Only the articles of the training split
are read (tools/reader_data.py). The lower layers of the encoder are frozen: what they make of a text is computed once.
There are two courses: the questions of these sets, several times; then, from its best checkpoint, these twice more
together with our own (tools/written): worded away from the text, and often about what it does not say. `--further`
takes one course instead, from the shipped weights: every question once, for when there are new ones; the weights
between those and what the course leads to are kept (WiSE-FT, Wortsman et al. 2022: new questions without losing old).
Writes checkpoints and a log of the curves to WORK_FOLDER and, at the end, the weights to rag/reader.safetensors.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from transformers import Trainer, TrainerCallback, TrainingArguments

from api.settings import Settings
from api.wiring import Wiring
from index.manifest import default_model
from rag.network import LOWER, Logits, ReaderNetwork
from rag.network_weights import FILE, load, save
from tools.reader_data import (
    ARTICLES,
    NEWS,
    ONLY_TRAIN,
    Asked,
    Collator,
    Group,
    Material,
    Shelf,
    batches,
    gather,
    groups,
    split_of,
)
from tools.reader_plots import MEASURES, plot_curve

ROOT = Path(__file__).resolve().parent.parent
SETS = ("piaf", "afriqa_fr", "spf")
COURSES = {"sets": 3, "ours": 2}  # how often each reads its questions; the second reads those of the first as well
FURTHER = {"further": 1}  # reads all
CHECKED = 300  # questions of calibration articles of piaf, and of our news, measured at each checkpoint
CURVE = "curve.jsonl"
SEED = 0
_GROUPS = 8  # questions a step
_CHECKED_BATCH = 16


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
    """At the start and at each checkpoint, measures questions of calibration articles; adds a line to a file."""

    def __init__(self, path: Path, checked: dict[str, list[Group]], collate: Collator) -> None:
        """`checked` by the name of their set."""
        self._path = path
        self._checked = checked
        self._collate = collate

    def on_train_begin(self, args: TrainingArguments, state: Any, control: Any, model: Any = None, **_: Any) -> None:
        if not state.global_step:
            self.on_save(args, state, control, model)

    def on_save(self, args: TrainingArguments, state: Any, control: Any, model: Any = None, **_: Any) -> None:
        loss = next((entry["loss"] for entry in reversed(state.log_history) if "loss" in entry), None)
        measured = {name: measure(model.network, checked, self._collate) for name, checked in self._checked.items()}
        line = {"step": state.global_step, "loss": loss, **measured}
        with self._path.open("a") as file:
            file.write(json.dumps(line) + "\n")
        print(line, file=sys.stderr)


def alone(asked: Asked) -> Group:
    """Return a question with one passage: a right one, or one that it was written beside."""
    passage = min(asked.right or asked.near)
    return Group(asked, asked.question, (passage,), (asked.right.get(passage, ()),))


@torch.no_grad()
def measure(network: ReaderNetwork, checked: Sequence[Group], collate: Collator) -> dict[str, float]:
    """Return how often the best sentence of the right passage holds the answer, and the best start is its start.

    "auc", where some have no answer: how well the best sentence's logit tells them from the others.
    """
    network.eval()
    rows: list[tuple[bool, bool, bool, float]] = []
    for at in range(0, len(checked), _CHECKED_BATCH):
        batch = collate(checked[at : at + _CHECKED_BATCH])
        proof, first, _ = batch.pop("proof"), batch.pop("first"), batch.pop("last")
        batch.pop("group")
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(**batch)
        best, sentence = logits.sentences.max(-1)
        held, started = proof.gather(1, sentence[:, None]), first.gather(1, logits.start.argmax(-1, keepdim=True))
        columns = (proof.any(-1), held.squeeze(-1), started.squeeze(-1), best)
        rows += zip(*(column.tolist() for column in columns), strict=True)
    network.train()
    answered = [row for row in rows if row[0]]
    shares = {name: sum(row[i] for row in answered) / len(answered) for i, name in ((1, "sentence"), (2, "start"))}
    if len(answered) < len(rows):
        shares["auc"] = float(roc_auc_score([row[0] for row in rows], [row[3] for row in rows]))
    return {name: round(share, 4) for name, share in shares.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--further", action="store_true", help="go on from the shipped weights")
    args = parser.parse_args()
    wiring = Wiring(Settings.read())
    embedder, folder = wiring.embedder, wiring.weights.ready(default_model("embedding"))
    with tempfile.TemporaryDirectory() as scratch:
        paths = [*(args.folder / name for name in SETS), ARTICLES, *ONLY_TRAIN, NEWS]
        sets = [gather(path, Path(scratch) / path.name, embedder.count_tokens) for path in paths]
        courses = FURTHER if args.further else COURSES
        start = load(folder) if args.further else {}
        state = train(args.work, sets, embedder, courses, start)
    save(between(start, state) if start else state, folder, ROOT / "rag" / FILE)
    plot_curve([args.work / course / CURVE for course in courses], ROOT / "docs" / "reader-curve.png")
    return 0


def between(start: dict[str, Tensor], end: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the mean of two states of a network."""
    return {name: (start[name] + value) / 2 for name, value in end.items()}


def train(
    work: Path, sets: Sequence[Material], embedder: Any, courses: dict[str, int], start: dict[str, Tensor]
) -> dict[str, Tensor]:
    """Return the network's state after the courses on the sets' training articles.

    From `start`, or from the encoder's own weights if that is empty.
    """
    learnt = [a for material in sets for a in _learnt(material)]
    checked = {material.name: _checked(material) for material in (sets[0], sets[-1])}
    encoder = embedder.encoder
    shelf = Shelf(embedder.tokenizer, encoder)
    _fill(shelf, sets, [*learnt, *(group.asked for some in checked.values() for group in some)])
    collate = Collator(shelf, {a.id: material.idf for material in sets for a in material.asked})
    encoder.config.attention_probs_dropout_prob = 0.0  # drawing its mask took a third of a step
    torch.manual_seed(SEED)
    network = ReaderNetwork(encoder.config)
    network.load_state_dict(start or {**network.state_dict(), **upper_layers(encoder)})
    for course, rounds in courses.items():
        chosen = [a for a in learnt if course != "sets" or not a.ours]
        curve = Curve(work / course / CURVE, checked, collate)
        made = batches(groups(chosen, rounds, SEED), _GROUPS, shelf.length, SEED)
        _take(work / course, network, made, collate, curve)
    return network.state_dict()


def _learnt(material: Material) -> list[Asked]:
    whole = {folder.name for folder in ONLY_TRAIN}
    return [a for a in material.asked if material.name in whole or split_of(a.article) == "train"]


def _checked(material: Material) -> list[Group]:
    asked = [a for a in material.asked if split_of(a.article) == "calibrate" and (a.right or a.near)]
    return [alone(a) for a in random.Random(SEED).sample(asked, min(CHECKED, len(asked)))]


def _take(work: Path, network: ReaderNetwork, made: list[list[Group]], collate: Collator, curve: Curve) -> None:
    """Train on batches of groups, in checkpoints under `work`, and leave the network as it was best."""
    work.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(
        model=Training(network), args=_arguments(work), data_collator=lambda one: collate(one[0]),
        train_dataset=made, callbacks=[curve],  # type: ignore[arg-type]
    )  # fmt: skip
    trainer.train(resume_from_checkpoint=any(work.glob("checkpoint-*")))
    state = load_file(work / f"checkpoint-{best_checkpoint(work / CURVE)}" / "model.safetensors")
    network.load_state_dict({name.removeprefix("network."): value for name, value in state.items()})


def best_checkpoint(curve: Path) -> int:
    """Return the step of the best checkpoint on calibration articles, all measures added; of equals the last."""
    lines = [json.loads(line) for line in curve.read_text().splitlines()]
    saved = [line for line in lines if line["step"]]
    return int(max(reversed(saved), key=lambda line: sum(line[name][measure] for name, measure in MEASURES))["step"])


def upper_layers(encoder: Any) -> dict[str, Tensor]:
    """Return the state of the encoder's upper layers, by the network's names: where training starts."""
    layers = nn.ModuleList(encoder.encoder.layer[LOWER:]).state_dict()
    return {f"layers.{name}": value for name, value in layers.items()}


def _arguments(work: Path) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(work), num_train_epochs=1, per_device_train_batch_size=1, learning_rate=1e-4,
        lr_scheduler_type="linear", warmup_steps=100, weight_decay=0.01, max_grad_norm=1.0, logging_steps=25,
        save_steps=150, save_only_model=False, seed=SEED, bf16=True, use_cpu=True, report_to="none",
        remove_unused_columns=False, dataloader_num_workers=0, label_names=["proof"],
    )  # fmt: skip


def _fill(shelf: Shelf, sets: Iterable[Material], asked: Sequence[Asked]) -> None:
    wanted = {i for a in asked for i in (*a.right, *a.near, *a.wrong)}
    hits = [hit for material in sets for i, hit in material.hits.items() if i in wanted]
    wordings = [w for a in asked for w in (a.question, a.colloquial, a.swapped) if w]
    shelf.fill(wordings, hits)


if __name__ == "__main__":
    sys.exit(main())
