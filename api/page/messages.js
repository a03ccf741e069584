/* What the reader is told in French. */

import { typeset } from "./text.js";

const PROBLEMS = {
  saisie: "La question ou un filtre ne peut pas être utilisé : écrivez au moins un mot, 2 000 caractères au plus, et vérifiez les dates.",
  index: "L’index des articles manque ou ne correspond plus au modèle : lancez « vigie index » dans un terminal, puis réessayez.",
  poids: "Un modèle manque ou est abîmé : lancez « vigie models pull » dans un terminal, puis redémarrez Vigie.",
  occupe: "Vigie est occupée par une autre tâche : réessayez dans un instant.",
  generation: "La rédaction a échoué : réessayez, ou cochez « Extrait seul » dans les filtres.",
  introuvable: "Cet article n’est plus dans l’index : il a été retiré ou remplacé depuis la réponse.",
  chargement: "Les modèles se chargent encore : réessayez dans quelques secondes.",
  interdit: "Cette adresse n’a pas le droit de faire cela : ouvrez la page à l’adresse que Vigie affiche à son démarrage.",
  reglage: "Un réglage de Vigie ne convient pas : voyez son journal, corrigez-le, puis redémarrez.",
  article: "Un article ne peut pas être lu : voyez le journal de Vigie.",
  corpus: "Les articles ne peuvent pas être lus : voyez le journal de Vigie, puis lancez « vigie index ».",
  conversations: "Les conversations ne peuvent pas être lues ni gardées : voyez le journal de Vigie.",
  methode: "La page et le serveur ne sont pas de la même version : rechargez la page.",
  interne: "Une erreur imprévue s’est produite : réessayez ; si elle revient, le journal de Vigie la décrit.",
  reseau: "Vigie ne répond pas : vérifiez qu’elle est lancée (« vigie serve »), puis réessayez.",
  coupure: "La connexion s’est coupée avant la fin de la réponse : réessayez.",
};

const REFUSALS = {
  hors_corpus: "Je n’ai rien trouvé sur ce sujet dans les articles indexés.",
  non_etaye: "Des articles en parlent, mais aucun ne permet de répondre à cette question.",
  trop_recent: "La question porte sur une période postérieure au dernier article indexé.",
  bavardage: "Bonjour ! Posez-moi une question sur l’actualité de l’IA.",
};

export const LOADING = "Chargement des modèles…";

/** One line that says what is wrong and what to do. */
export const problemMessage = (code) => typeset(PROBLEMS[code] ?? PROBLEMS.interne);

export const refusalMessage = (refusal) => typeset(refusal.message || REFUSALS[refusal.reason] || REFUSALS.non_etaye);
