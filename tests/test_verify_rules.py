"""What a claim may not do to what its sources say, rule by rule, with true claims beside the false ones."""

import pytest

from corpus.article import Article
from corpus.dates import PartialDate
from corpus.text import Span
from rag.amounts import amounts
from rag.quotes import Quote, candidate_quotes
from rag.verify import verify

# Per rule: the articles (one sentence or more each), the claims that they prove, those that they do not.
RULES: dict[str, list[tuple[list[str], list[str], list[str]]]] = {
    "halves": [
        (
            ["Mistral AI a levé 385 millions d'euros.", "Anthropic a racheté Bun.",
             "Elle a perdu 2 milliards de dollars.",
             "Le groupe emploie 2 000 personnes.", "Mistral AI emploie 500 personnes."],
            ["Mistral AI a levé 385 millions d'euros et Anthropic a racheté Bun.",
             "Mistral AI a levé 385 millions d'euros et emploie 500 personnes."],
            ["Mistral AI a levé 385 millions d'euros et a racheté Bun.",
             "Mistral AI a levé 385 millions d'euros et emploie 2 000 personnes.",
             "Mistral AI a levé 385 millions d'euros, mais elle a perdu 2 milliards de dollars.",
             "Mistral AI a levé 385 millions d'euros and acquired Bun."],
        ),
    ],
    "lists": [
        (
            ["Contrairement à Intel, Nvidia a été condamnée par la justice.", "OpenAI recrute à Paris."],
            ["Les entreprises condamnées par la justice sont : Nvidia",
             "Nvidia a été condamnée par la justice."],
            ["Les entreprises condamnées par la justice sont : Intel",
             "Les entreprises condamnées par la justice sont : Nvidia et Intel.",
             "Les entreprises condamnées par la justice sont :",
             "Intel", "Nvidia.", "OpenAI n"],
        ),
    ],
    "unfinished": [
        (
            ["Mistral AI a levé 385 millions d'euros auprès de Lightspeed."],
            ["Mistral AI a levé 385 millions d'euros", "Mistral AI a levé 385 millions d'euros auprès de Lightspeed"],
            ["Mistral AI a levé 385 millions d'euros auprès de", "Mistral AI a levé 385 millions d'euros auprès d'",
             "Mistral AI a levé 385 millions d'euros auprès du", "Mistral AI a levé 385 millions d'euros,"],
        ),
    ],
    "denials": [
        (["Apple dément avoir racheté Perplexity."],
         ["Apple dément avoir racheté Perplexity.", "Apple n'a pas racheté Perplexity."],
         ["Apple a racheté Perplexity."]),
        (["Apple nie avoir racheté Perplexity."], ["Apple nie avoir racheté Perplexity."],
         ["Apple a racheté Perplexity."]),
        (["Apple renonce à racheter Perplexity."], ["Apple a renoncé à racheter Perplexity."],
         ["Apple a racheté Perplexity."]),
        (["Apple refuse de racheter Perplexity."], ["Apple refuse de racheter Perplexity."],
         ["Apple rachète Perplexity."]),
        (["Apple denied buying Perplexity."], ["Apple denied buying Perplexity."], ["Apple is buying Perplexity."]),
        (["Il est faux que Google ait investi dans Mistral AI."], ["Google n'a pas investi dans Mistral AI."],
         ["Google a investi dans Mistral AI."]),
        (["Impossible de savoir si Google a investi dans Mistral AI."], [], ["Google a investi dans Mistral AI."]),
        (["Pas question pour Apple de racheter Perplexity."], ["Apple ne rachète pas Perplexity."],
         ["Apple rachète Perplexity."]),
        (["Le transfert est impossible selon la loi."], ["Le transfert est impossible."],
         ["Le transfert est possible."]),
        (["La collecte des données est illégale en Italie."], ["La collecte des données est illégale en Italie.",
         "La collecte des données n'est pas légale."], ["La collecte des données est légale en Italie."]),
        (["Le modèle Gemma est indisponible en Europe."], ["Gemma est indisponible en Europe."],
         ["Gemma est disponible en Europe."]),
        (["Le modèle Gemma n'est pas seulement rapide, il est économe."], ["Le modèle Gemma est rapide."],
         ["Le modèle Gemma n'est pas rapide."]),
        (["Microsoft, qui refuse de commenter, a investi dans Mistral AI."], ["Microsoft a investi dans Mistral AI."],
         []),
    ],
    "plans": [
        *(
            ([f"Google {verb} 2 milliards de dollars dans Anthropic."],
             [f"Google {verb} 2 milliards de dollars dans Anthropic."],
             ["Google a investi 2 milliards de dollars dans Anthropic."])
            for verb in ("va investir", "prévoit d'investir", "s'apprête à investir",
            "est en discussions pour investir",
                         "a failli investir", "investira", "souhaite investir", "plans to invest", "will invest")
        ),
        (["Si Google investit 2 milliards de dollars dans Anthropic, Amazon suivra."], [],
         ["Google a investi 2 milliards de dollars dans Anthropic."]),
        (["Google, qui va ouvrir un bureau à Paris, a investi 2 milliards de dollars dans Anthropic."],
         ["Google a investi 2 milliards de dollars dans Anthropic."], ["Google a ouvert un bureau à Paris."]),
        (["Google vient d'investir 2 milliards de dollars dans Anthropic."],
         ["Google a investi 2 milliards de dollars dans Anthropic."], []),
    ],
    "passive": [
        (["Sam Altman a été licencié par le conseil d'OpenAI."],
         ["Le conseil d'OpenAI a licencié Sam Altman.", "Sam Altman a été licencié par le conseil d'OpenAI."],
         ["Sam Altman a licencié le conseil d'OpenAI."]),
        (["Gemini est devancé par GPT-4."], ["GPT-4 devance Gemini.", "Gemini est devancé par GPT-4."],
         ["Gemini devance GPT-4."]),
        (["OpenAI a annoncé par communiqué un accord avec Microsoft."], ["OpenAI a annoncé un accord avec Microsoft."],
         []),
    ],
    "amounts": [
        (["Le service coûte 30 euros par an."], ["Le service coûte 30 euros par an."],
         [f"Le service coûte 30 euros par {unit}." for unit in ("trimestre", "jour", "mois")]),
        (["L'abonnement coûte 30 euros par mois."], ["L'abonnement mensuel coûte 30 euros."],
         ["L'abonnement annuel coûte 30 euros."]),
        (["Un tiers des salariés utilise Claude."], ["Un tiers des salariés utilise Claude."],
         ["Un quart des salariés utilise Claude.", "La moitié des salariés utilise Claude."]),
        (["La moitié des salariés utilise Claude."], ["La moitié des salariés utilise Claude."],
         ["Un tiers des salariés utilise Claude."]),
        (["Le chiffre d'affaires de Nvidia a doublé."], ["Le chiffre d'affaires de Nvidia a doublé."],
         ["Le chiffre d'affaires de Nvidia a quadruplé."]),
        (["Une dizaine de chercheurs travaillent chez Kyutai."], ["Une dizaine de chercheurs travaillent chez Kyutai."],
         ["Une centaine de chercheurs travaillent chez Kyutai.",
          "Des dizaines de chercheurs travaillent chez Kyutai."]),
        (["Des dizaines de salariés quittent Kyutai."], ["Des dizaines de salariés quittent Kyutai."],
         ["Des milliers de salariés quittent Kyutai."]),
        (["Meta consacre 10 à 15 milliards de dollars aux serveurs."],
         ["Meta consacre 10 à 15 milliards de dollars aux serveurs."],
         ["Meta consacre 15 milliards de dollars aux serveurs."]),
        (["Les dépenses de Meta sont passées de 10 à 15 milliards de dollars."],
         ["Les dépenses de Meta sont passées à 15 milliards de dollars."], []),
        (["Le procès de Google s'ouvre mardi."], ["Le procès de Google s'ouvre mardi."],
         ["Le procès de Google s'ouvre jeudi."]),
        (["Apple a retardé Siri pendant l'été 2024."], ["Apple a retardé Siri pendant l'été 2024."],
         ["Apple a retardé Siri pendant l'hiver 2024."]),
    ],
    "opposites": [
        (["Le Parlement a rejeté le projet de règlement."], ["Le Parlement a rejeté le projet de règlement."],
         ["Le Parlement a adopté le projet de règlement.", "Le Parlement a accepté le projet de règlement."]),
        (["Intel a embauché 500 ingénieurs."], ["Intel a embauché 500 ingénieurs.", "Intel a recruté 500 ingénieurs."],
         ["Intel a licencié 500 ingénieurs."]),
        (["L'Italie interdit ChatGPT dans les écoles."], ["L'Italie interdit ChatGPT dans les écoles."],
         ["L'Italie autorise ChatGPT dans les écoles."]),
        (["L'Italie a bloqué ChatGPT."], ["L'Italie a bloqué ChatGPT."], ["L'Italie a débloqué ChatGPT."]),
        (["Gemini est plus rapide que Claude."], ["Gemini est plus rapide que Claude."],
         ["Gemini est moins rapide que Claude."]),
        (["Intel lost 3 billion dollars this quarter."], ["Intel lost 3 billion dollars this quarter."],
         ["Intel earned 3 billion dollars this quarter."]),
    ],
    "spelling": [
        (["Au troisième trimestre 2023, Azure a progressé de 29 %."], ["Azure a progressé de 29 % au T3 2023."], []),
        (["Azure a progressé de 29 % au T3 2023."], ["Au troisième trimestre 2023, Azure a progressé de 29 %."],
         ["Au deuxième trimestre 2023, Azure a progressé de 29 %."]),
        (["La licence de Llama 2 restait gratuite."], ["Jusqu'ici, la licence de Llama 2 restait gratuite."],
         ["Zorglub, la licence de Llama 2 restait gratuite."]),
    ],
}  # fmt: skip
CASES = [
    pytest.param(articles, claim, stands, id=f"{rule}: {claim}")
    for rule, tables in RULES.items()
    for articles, right, wrong in tables
    for claims, stands in ((right, True), (wrong, False))
    for claim in claims
]


def quotes_of(texts: list[str]) -> list[Quote]:
    """Return the quotes of an article of each text; its title tells nothing."""
    articles = [Article(str(i), "Brèves", text, published=PartialDate(2024, 2)) for i, text in enumerate(texts)]
    return candidate_quotes([(article, Span(0, len(article.text))) for article in articles])


@pytest.mark.parametrize(("articles", "claim", "stands"), CASES)
def test_a_claim_says_what_its_sources_say(articles: list[str], claim: str, stands: bool) -> None:
    verdict = verify(claim, quotes_of(articles))
    assert bool(verdict.quotes) is stands, verdict.why or [quote.text for quote in verdict.quotes]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It costs $20 a month.", {("rate", "month")}),
        ("Un salaire journalier de 80 euros.", {("rate", "day")}),
        ("OpenAI raised $6 billion a year ago.", set()),
        ("Un journaliste l'a dit il y a un an.", set()),
    ],
)
def test_a_rate_is_no_moment(text: str, told: set[tuple[str, str]]) -> None:
    assert amounts(text) == told
