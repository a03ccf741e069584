"""What readers are told in French."""

from corpus.dates import PartialDate
from corpus.typography import typeset
from rag.records import Reason

_REFUSALS: dict[Reason, str] = {
    "hors_corpus": "Je n'ai rien trouvé sur ce sujet dans les articles indexés.",
    "non_etaye": "Des articles en parlent, mais aucun ne permet de répondre à cette question.",
    "trop_recent": "La question porte sur une période postérieure au dernier article indexé{newest}.",
    "bavardage": "Bonjour ! Posez-moi une question sur l'actualité de l'IA : je réponds avec des extraits vérifiés.",
}
BUSY = typeset("D'autres réponses sont en cours de rédaction : voici l'extrait vérifié, sans attendre.")


def refusal_message(reason: Reason, newest: PartialDate | None) -> str:
    """Return why a question is refused; one that comes too early is told the date of the newest article."""
    return typeset(_REFUSALS[reason].format(newest=f" ({newest.in_french()})" if newest else ""))
