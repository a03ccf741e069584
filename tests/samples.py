"""A tiny library in French: five articles as files, and the questions that they answer."""

from pathlib import Path

from corpus.article import Article
from index.passage import Hit, Passage

ARTICLES = {
    "azure.md": """---
title: Azure accélère, Google ralentit
date: 2023-10
source: Nuages
url: https://nuages.example/azure
topics: [cloud]
---
Entre juillet et septembre, le chiffre d'affaires d'Azure a progressé de 29 % par rapport à l'année précédente. À
l'opposé, la division cloud de Google a vu sa croissance tomber à 22 % sur le trimestre.

Les analystes jugent le groupe de Redmond mieux placé. Amazon n'a pas commenté ces chiffres.
""",
    "hong-kong.md": """---
title: Microsoft courtise Hong Kong
date: 2023-10-20
source: Nuages
topics: [cloud]
---
Plus de 800 entreprises de Hong Kong sur 3 900 utiliseraient les solutions d'IA de Microsoft. L'une d'entre elles,
Forms Syntron, cherche plus vite dans ses documents réglementaires. Son PDG, Alex Chen, dit y gagner du temps.
""",
    "mistral.md": """---
title: Mistral AI lève 105 millions d'euros
date: 2023-06-13
source: Marchés
topics: [finance]
---
La jeune pousse parisienne Mistral AI a levé 105 millions d'euros auprès du fonds Lightspeed, quatre semaines après
sa création. Elle compte recruter vingt chercheurs avant la fin de l'année.
""",
    "nvidia.md": """---
title: Nvidia franchit 5 000 milliards de dollars
date: 2025-10-29
source: Marchés
topics: [puces]
---
La capitalisation boursière de Nvidia a franchi 5 000 milliards de dollars, une première pour une entreprise cotée.
Le fabricant de puces avait passé 4 000 milliards de dollars trois mois plus tôt.
""",
    "anthropic.md": """---
title: Anthropic ouvre un bureau à Paris
---
Anthropic va ouvrir un bureau à Paris, son quatrième en Europe. La société n'a pas dit combien de salariés y
travailleront.
""",
}

AZURE = "De combien le chiffre d'affaires d'Azure a-t-il progressé entre juillet et septembre ?"
HONG_KONG = "Combien d'entreprises de Hong Kong utiliseraient les solutions d'IA de Microsoft ?"
CHEN = "Qui est le PDG de Forms Syntron ?"
UNKNOWN = "Quelle est la recette de la tarte aux pommes de grand-mère ?"


def write(folder: Path, articles: dict[str, str] = ARTICLES) -> Path:
    """Write articles as files; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in articles.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def make_hit(text: str, start: int = 0, title: str = "Titre") -> Hit:
    """Return a hit whose passage is the article from `start` on."""
    article = Article("a", title, text)
    passage = Passage("p", "a", start, len(text), text[start:])
    return Hit(passage, article, 1.0, "fused", {"dense": 0.8})
