/**
 * Keeps keys that are meant for the controls in `el` from the notebook around it, which answers every key
 * with a shortcut of its own, or by moving the focus to its selected cell.
 */
export function keepKeys(el, signal) {
  el.dataset.lmSuppressShortcuts = "true";
  const keep = (event) => event.ctrlKey || event.metaKey || event.stopPropagation();
  el.addEventListener("keydown", keep, { signal });
}
