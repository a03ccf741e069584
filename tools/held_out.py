"""Copies a question set with only the questions of articles that neither training nor calibration saw.

    python -m tools.held_out EVAL_FOLDER SET TARGET_FOLDER

EVAL_FOLDER holds SET (piaf, piaf_openset or afriqa_fr) and piaf, which knows the article of a question whose article
SET leaves out. All documents are kept, so a search has as much to choose from as before.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

from api.evaluation import read_questions
from tools.reader_data import article_of, split_of


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    parser.add_argument("target", type=Path)
    args = parser.parse_args()
    articles = articles_by_question(args.folder, ("piaf", args.name))
    args.target.mkdir(parents=True, exist_ok=True)
    shutil.copy(args.folder / args.name / "documents.jsonl", args.target)
    lines = (args.folder / args.name / "questions.jsonl").read_text().splitlines()
    kept = [line for line in lines if split_of(articles[json.loads(line)["id"]]) == "test"]
    (args.target / "questions.jsonl").write_text("\n".join(kept) + "\n")
    print(f"{len(kept)} of {len(lines)} questions")
    return 0


def articles_by_question(folder: Path, names: tuple[str, ...]) -> dict[str, str]:
    """Return the article of each question that names its documents."""
    questions = (q for name in names for q in read_questions(folder / name, None, 0, None))
    return {q.id: article_of(min(q.relevant_ids)) for q in questions if q.relevant_ids}


if __name__ == "__main__":
    sys.exit(main())
