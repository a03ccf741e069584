"""What a question is before anything is searched: usable or not, small talk or not."""

import re

from corpus.errors import InputError
from corpus.text import canonical
from index.analysis import fold
from rag.names import names_in

MAX_CHARACTERS = 2_000
_SMALL_TALK = re.compile(
    r"(?:(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|merci|thanks|thank you|super|parfait|genial|ok|d'accord|"
    r"au revoir|bonne (?:journee|soiree|nuit)|a bientot|bye|bravo|cool|beaucoup|bien|tres|tout le monde|vigie|"
    r"a toi|a vous|toi|"
    r"(?:comment )?(?:ca|tu) vas?(?: bien)?|comment (?:allez|vas)[- ](?:vous|tu)|"
    r"(?:qui|que) (?:es|etes)[- ](?:tu|vous)|tu es qui|comment (?:tu )?t'appelles[- ]?tu|how are you|who are you|"
    r"(?:tu es|es[- ]tu|vous etes) (?:la|un robot|une ia|un humain)|quoi de neuf|"
    r"raconte[- ]moi une blague|je t'aime|tu m'aimes|aide[- ]moi|help|test(?:er)?)[\s,!?.…]*)+"
)

_OPENER = re.compile(
    r"\b(?:(?:peux|pourrais|sais|saurais|connais|veux)[- ]?tu|tu (?:peux|sais|connais|pourrais)|dis[- ]moi|"
    r"explique[- ]moi|donne[- ]moi|selon toi|d'apres toi|te plait|s'il te plait|stp|"
    r"est-ce que tu (?:peux|sais|connais))\b"
)
# "a t'il" and "appelle-ton" are misspelt inversions; the English "you" is mostly anybody.
_SECOND_PERSON = re.compile(
    r"\b(?:tu|ta|tes|toi|te)\b|(?<!-)\bton\b|\bt'(?!(?:ils?|elles?|on)\b)|\bmoi (?:une?|des)\b|"
    r"^(?:(?:so|and|but|well|please|hello|hi|hey)\b,? )*(?:"
    r"(?:who|what|how|where|how old) (?:exactly )?are you(?: (?:doing|from|called|feeling|today|now|made of|good at))*|"
    r"are you (?:(?:an?|the|really|still|just) )*(?:\w+ ?){0,2}|"
    r"(?:what|how) (?:else )?can you(?: (?:do|help(?: me)?|for me))*|"
    r"can you (?:help|hear|see|understand|love|speak|talk|think|feel|read|dream|sing|joke)(?: (?:me|to me))?|"
    r"(?:what(?:'s| is)|tell me) your (?:name|age|purpose|job|favou?rite \w+)|"
    r"who (?:made|built|created|trained) you)\W*$"
)


def check_question(text: str) -> str:
    """Return the question in canonical form. Raises InputError if it is empty or too long."""
    question = canonical(text).replace("\n", " ").strip()
    if not re.search(r"\w", question):
        raise InputError("the question is empty: write one")
    if len(question) > MAX_CHARACTERS:
        raise InputError(f"the question has {len(question)} characters: at most {MAX_CHARACTERS} are read")
    return question


def is_small_talk(question: str) -> bool:
    """Whether a question is a greeting, thanks or the like, or speaks of Vigie itself ("quel âge as-tu ?").

    "Peux-tu me dire…" and the like only open a question; one that names something is never small talk.
    """
    folded = re.sub(r"[^\w\s',!?.…-]", "", fold(question).replace("’", "'")).strip()  # emoji and the like
    if _SMALL_TALK.fullmatch(folded):
        return True
    return bool(_SECOND_PERSON.search(_OPENER.sub("", folded))) and not names_in(question)
