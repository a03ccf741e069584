/* The colour scheme that the reader chose, set before the first paint; without a choice it is the system's. */

try {
  document.documentElement.dataset.scheme = localStorage.getItem("vigie.scheme") ?? "auto";
} catch {
  document.documentElement.dataset.scheme = "auto"; // the browser keeps nothing for this page
}
