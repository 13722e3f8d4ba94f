// Sphinx's search shows what surrounds a hit by fetching the page, which a browser refuses from a disk:
// there it lists the titles alone.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
