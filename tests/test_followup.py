"""Follow-ups: what they stand for, and what stands by itself."""

import pytest

from rag.followup import rewrite

LEVEE = "Combien Mistral AI a-t-elle levé en juin 2023 ?"
AZURE = "De combien Azure a-t-il progressé au troisième trimestre 2023 ?"
CHEF = "Qui dirige Microsoft ?"
PAYS = "Quand ChatGPT a-t-il été bloqué en Italie ?"
LOI = "Quelles pratiques l'AI Act interdit-il ?"
INVESTED = "Combien Microsoft a-t-elle investi dans OpenAI ?"
SALES = "De combien le chiffre d'affaires d'Azure a-t-il progressé ?"
ENGLISH = "How much did Mistral raise in 2023?"

FOLLOW_UPS = [
    # another name
    (CHEF, "et Google ?", "Qui dirige Google ?"),
    (CHEF, "Et Google", "Qui dirige Google ?"),
    (CHEF, "Google ?", "Qui dirige Google ?"),
    (CHEF, "et pour Nvidia ?", "Qui dirige Nvidia ?"),
    (CHEF, "et chez Hugging Face ?", "Qui dirige Hugging Face ?"),
    (LEVEE, "et Anthropic ?", "Combien Anthropic a-t-elle levé en juin 2023 ?"),
    (AZURE, "et Google Cloud ?", "De combien Google Cloud a-t-il progressé au troisième trimestre 2023 ?"),
    ("Quel est le chiffre d'affaires de Nvidia ?", "et AMD ?", "Quel est le chiffre d'affaires d'AMD ?"),
    ("Combien de paramètres a GPT-4 ?", "et Llama 3.1 ?", "Combien de paramètres a Llama 3.1 ?"),
    (PAYS, "et en Espagne ?", "Quand ChatGPT a-t-il été bloqué en Espagne ?"),
    (PAYS, "et DeepSeek ?", "Quand DeepSeek a-t-il été bloqué en Italie ?"),
    (LEVEE, "et xAI ?", "Combien xAI a-t-elle levé en juin 2023 ?"),
    (INVESTED, "et dans Anthropic ?", "Combien Microsoft a-t-elle investi dans Anthropic ?"),
    (INVESTED, "et Google ?", "Combien Google a-t-elle investi dans OpenAI ?"),
    (INVESTED, "et Google en 2022 ?", "Combien Google a-t-elle investi dans OpenAI en 2022 ?"),
    (LEVEE, "et Amazon en 2022 ?", "Combien Amazon a-t-elle levé en 2022 ?"),
    (CHEF, "et pour Google en mai 2024", "Qui dirige Google en mai 2024 ?"),
    (CHEF, "Et Google et Meta ?", "Qui dirige Google et Meta ?"),
    (CHEF, "Google, Meta et xAI ?", "Qui dirige Google, Meta et xAI ?"),
    (SALES, "et celui de Google Cloud ?", "De combien le chiffre d'affaires de Google Cloud a-t-il progressé ?"),
    (SALES, "et de Meta ?", "De combien le chiffre d'affaires de Meta a-t-il progressé ?"),
    (CHEF, "et celle d'Amazon ?", "Qui dirige Amazon ?"),
    (LEVEE, "et auprès de Lightspeed ?", "Combien Mistral AI a-t-elle levé en juin 2023 auprès de Lightspeed ?"),
    ("Avec qui Apple a-t-elle signé ?", "et avec Google ?", "Avec qui Apple a-t-elle signé avec Google ?"),
    ("Par qui Figma a-t-elle été rachetée avec Adobe ?", "et avec Canva ?",
     "Par qui Figma a-t-elle été rachetée avec Canva ?"),
    # another period
    (LEVEE, "et en 2024 ?", "Combien Mistral AI a-t-elle levé en 2024 ?"),
    (LEVEE, "en décembre 2023 ?", "Combien Mistral AI a-t-elle levé en décembre 2023 ?"),
    (LEVEE, "et en décembre ?", "Combien Mistral AI a-t-elle levé en décembre ?"),
    (LEVEE, "2024 ?", "Combien Mistral AI a-t-elle levé en 2024 ?"),
    (CHEF, "et en 2014 ?", "Qui dirige Microsoft en 2014 ?"),
    (AZURE, "et au quatrième trimestre ?", "De combien Azure a-t-il progressé au quatrième trimestre ?"),
    (AZURE, "et l'année précédente ?", "De combien Azure a-t-il progressé l'année précédente ?"),
    ("Combien Azure a-t-il gagné entre juillet et septembre ?", "et en 2024 ?", "Combien Azure a-t-il gagné en 2024 ?"),
    # another question about the same subject
    (LEVEE, "qui le dirige ?", "Qui le dirige (Mistral AI) ?"),
    (LEVEE, "Qui l'a fondée ?", "Qui l'a fondée (Mistral AI) ?"),
    (LEVEE, "Quand a-t-elle été créée ?", "Quand a-t-elle été créée (Mistral AI) ?"),
    (LEVEE, "Combien emploie-t-elle de salariés ?", "Combien emploie-t-elle de salariés (Mistral AI) ?"),
    (LEVEE, "Combien de salariés a-t-elle ?", "Combien de salariés a-t-elle (Mistral AI) ?"),
    (LEVEE, "quel est son chiffre d'affaires ?", "Quel est son chiffre d'affaires (Mistral AI) ?"),
    (LEVEE, "et auprès de quels fonds ?", "Auprès de quels fonds (Mistral AI) ?"),
    (LEVEE, "Combien cette entreprise a-t-elle versé à Microsoft ?",
     "Combien cette entreprise a-t-elle versé à Microsoft (Mistral AI) ?"),
    (LEVEE, "De combien ont augmenté ses ventes ?", "De combien ont augmenté ses ventes (Mistral AI) ?"),
    (LEVEE, "est-elle rentable ?", "Est-elle rentable (Mistral AI) ?"),
    (LEVEE, "Est-ce qu'elle a des bureaux à l'étranger ?", "Est-ce qu'elle a des bureaux à l'étranger (Mistral AI) ?"),
    (LOI, "quand entre-t-il en vigueur ?", "Quand entre-t-il en vigueur (AI Act) ?"),
    ("Quelle amende la justice a-t-elle prononcée ?", "et pour quel motif ?",
     "Pour quel motif (amende justice prononcée) ?"),
    ("Que fait Anthropic ?", "Combien a-t-elle levé auprès de Google ?",
     "Combien a-t-elle levé auprès de Google (Anthropic) ?"),
    (LEVEE, "Quand a-t-elle signé avec Microsoft ?", "Quand a-t-elle signé avec Microsoft (Mistral AI) ?"),
    (LEVEE, "Est-ce qu'elle vend à Orange ?", "Est-ce qu'elle vend à Orange (Mistral AI) ?"),
    (LEVEE, "Pourquoi est-elle en conflit avec OpenAI ?", "Pourquoi est-elle en conflit avec OpenAI (Mistral AI) ?"),
    (LEVEE, "Quel est son accord avec Microsoft ?", "Quel est son accord avec Microsoft (Mistral AI) ?"),
    (LEVEE, "Qui dirige sa filiale ?", "Qui dirige sa filiale (Mistral AI) ?"),
    (LEVEE, "Où est le siège de sa filiale ?", "Où est le siège de sa filiale (Mistral AI) ?"),
    (LEVEE, "Combien son patron gagne-t-il ?", "Combien son patron gagne-t-il (Mistral AI) ?"),
    ("What does Anthropic do?", "What did it get from Google?", "What did it get from Google (Anthropic) ?"),
    # the same question, asked anew
    (LEVEE, "auprès de qui ?", "Auprès de qui Mistral AI a-t-elle levé en juin 2023 ?"),
    (CHEF, "depuis combien de temps ?", "Depuis combien de temps : qui dirige Microsoft ?"),
    (CHEF, "Et avec qui ?", "Avec qui : qui dirige Microsoft ?"),
    (ENGLISH, "from whom?", "From whom did Mistral raise in 2023?"),
    ("Combien de salariés emploie Mistral ?", "depuis quand ?", "Depuis quand : combien de salariés emploie Mistral ?"),
    ("Auprès de qui Mistral a-t-elle levé ?", "quand ?", "Quand Mistral a-t-elle levé ?"),
    (LEVEE, "pourquoi ?", "Pourquoi Mistral AI a-t-elle levé en juin 2023 ?"),
    (LEVEE, "Et quand ?", "Quand Mistral AI a-t-elle levé en juin 2023 ?"),
    (CHEF, "depuis quand ?", "Depuis quand : qui dirige Microsoft ?"),
    # English
    (ENGLISH, "and Anthropic?", "How much did Anthropic raise in 2023?"),
    (ENGLISH, "what about OpenAI?", "How much did OpenAI raise in 2023?"),
    (ENGLISH, "who runs it?", "Who runs it (Mistral) ?"),
    (ENGLISH, "and in 2024?", "How much did Mistral raise in 2024?"),
]  # fmt: skip
FULL = [
    CHEF, LEVEE, AZURE, PAYS, LOI, ENGLISH,
    "Quel pays a bloqué DeepSeek ?",
    "Quelles sont les nouvelles lois sur l'intelligence artificielle ?",
    "Combien d'articles le règlement européen compte-t-il ?",
    "Quel pourcentage des entreprises utilise-t-il l'IA ?",
    "Combien de postes Microsoft a-t-il supprimés, et Alphabet ?",
    "Entre Microsoft et Google, qui croît le plus vite ?",
    "Quand Apple a-t-elle présenté ses lunettes ?",
    "Qu'est-ce que l'effet de serre ?",
    "Combien de satellites faut-il pour couvrir le globe ?",
    "Pourquoi les centres de données consomment-ils autant d'électricité ?",
    "Combien y a-t-il de chercheurs en France ?",
    "Que s'est-il passé cette semaine ?",
    "Qui la Cnil a-t-elle sanctionné ?",
    "What is the AI Act?",
    "Quel modèle obtient le meilleur score ?",
    "Quel pays a vu son chômage baisser ?",
    "Que disent les études de ces dernières années ?",
    "Quand les députés ont-ils voté leur loi sur l'IA ?",
    "Quand le gouvernement a-t-il présenté son plan ?",
    "Pourquoi les étudiants confient leurs devoirs à des robots ?",
    "Est-ce que le gouvernement a publié son rapport ?",
    "Combien d'entreprises ont augmenté leurs dépenses ?",
    "Combien d'entreprises ont-elles adopté ChatGPT ?",
    "Comment utilise-t-on ChatGPT ?",
    "Que se passe-t-il chez OpenAI ?",
    "Quel temps fera-t-il à Lyon ?",
    "Qu'est-ce qu'il y avait dans l'accord avec Microsoft ?",
    "Combien existe-t-il de modèles chez Mistral ?",
    "Est-il possible d'utiliser Claude en Europe ?",
    "Est-ce qu'il faut payer pour Copilot ?",
    "Il y a combien de chercheurs chez Google ?",
    "Qui a quitté son poste chez OpenAI ?",
    "Is it legal to use ChatGPT?",
    "How do developers use their chips from Nvidia?",
    "Quels pays ont-ils interdit DeepSeek ?",
]  # fmt: skip


@pytest.mark.parametrize(("before", "question", "full"), FOLLOW_UPS)
def test_a_follow_up_becomes_a_full_question(before: str, question: str, full: str) -> None:
    assert rewrite(question, (before,)) == full


@pytest.mark.parametrize("question", FULL)
@pytest.mark.parametrize("before", [LEVEE, "Quel est le prix de GPT-4 ?"])
def test_a_full_question_is_left_as_it_is(before: str, question: str) -> None:
    assert rewrite(question, (before,)) is None


@pytest.mark.parametrize("question", ["et Google ?", "pourquoi ?", "qui le dirige ?"])
@pytest.mark.parametrize("history", [(), ("Bonjour !",), ("merci", "Ça va ?")])
def test_nothing_was_asked_before(question: str, history: tuple[str, ...]) -> None:
    assert rewrite(question, history) is None


def test_follow_ups_of_follow_ups() -> None:
    assert rewrite("et en 2024 ?", (LEVEE, "et Anthropic ?")) == "Combien Anthropic a-t-elle levé en 2024 ?"
    rewritten = "Combien Anthropic a-t-elle levé en juin 2023 ?"
    assert rewrite("et en 2024 ?", (LEVEE, rewritten)) == "Combien Anthropic a-t-elle levé en 2024 ?"


def test_small_talk_in_between_is_passed_over() -> None:
    assert rewrite("et Google ?", (CHEF, "merci !")) == "Qui dirige Google ?"
