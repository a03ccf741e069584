/* What the reader is told in French. */

import { typeset } from "./text.js";

const PROBLEMS = {
  saisie: "La question ou un filtre ne peut pas être utilisé : écrivez au moins un mot, 2 000 caractères au plus, et vérifiez les dates.",
  index: "L’index des articles manque ou ne correspond plus au modèle : lancez « vigie index » dans un terminal, puis réessayez.",
  poids: "Un modèle manque ou est abîmé : lancez « vigie models pull » dans un terminal, puis redémarrez Vigie.",
  occupe: "Vigie est occupée par une autre tâche : réessayez dans un instant.",
  generation: "La rédaction a échoué : réessayez, ou cochez « Extrait seul » dans les filtres.",
  conversation: "Cette conversation n’existe plus : elle a été supprimée.",
  introuvable: "Cet article n’est plus dans l’index : il a été retiré ou remplacé depuis la réponse.",
  chargement: "Les modèles se chargent encore : réessayez dans quelques secondes.",
  cle: "La clé d’administration manque ou n’est pas la bonne.",
  interdit: "Les articles ne se modifient que depuis la machine de Vigie, tant qu’aucune clé (VIGIE_ADMIN_KEY) n’y est réglée.",
  permanent: "Cet article vient d’un fichier : retirez le fichier de son dossier, puis lancez « vigie index ».",
  taille: "C’est trop gros pour un seul envoi : envoyez moins de fichiers à la fois.",
  origine: "Cette adresse n’a pas le droit de faire cela : ouvrez la page à l’adresse que Vigie affiche à son démarrage.",
  hote: "Vigie ne répond pas sous ce nom : ouvrez la page à l’adresse qu’elle affiche à son démarrage.",
  reglage: "Un réglage de Vigie ne convient pas : voyez son journal, corrigez-le, puis redémarrez.",
  article: "Un article ne peut pas être lu : vérifiez son texte et sa date.",
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

const ADVICE = {
  hors_corpus: ["Nommez une entreprise, un produit ou une date, ou ajoutez des articles sur ce sujet dans la vue Corpus."],
  non_etaye: ["Posez une question plus précise, ou lisez les articles les plus proches."],
  trop_recent: ["Demandez une période plus ancienne, ou ajoutez des articles récents dans la vue Corpus."],
};

/** How a warning of each kind begins. */
export const WARNINGS = {
  contradictoire: "Sources en désaccord",
  depasse: "Chiffre dépassé",
  charge: "Machine chargée",
  non_enregistre: "Non gardée",
};

export const LOADING = "Chargement des modèles…";

/** One line that says what is wrong and what to do. */
export const problemMessage = (code) => typeset(PROBLEMS[code] ?? PROBLEMS.interne);

/** What a reader may do next, one sentence a line. */
export const refusalAdvice = (reason) => (ADVICE[reason] ?? []).map(typeset);

export const refusalMessage = (refusal) => typeset(refusal.message || REFUSALS[refusal.reason] || REFUSALS.non_etaye);
