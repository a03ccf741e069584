/* The colour scheme that the reader chose, set before the first paint; without a choice it is the system's. */

document.documentElement.dataset.scheme = localStorage.getItem("vigie.scheme") ?? "auto";
