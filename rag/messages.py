"""What readers are told in French."""

from rag.records import Reason

MESSAGES: dict[Reason, str] = {
    "hors_corpus": "Je n’ai rien trouvé sur ce sujet dans les articles indexés.",
    "non_etaye": "Des articles en parlent, mais aucun ne permet de répondre à cette question.",
    "trop_recent": "La question porte sur une période postérieure au dernier article indexé.",
    "bavardage": "Bonjour ! Posez-moi une question sur l’actualité de l’IA : je réponds avec des extraits vérifiés.",
}
