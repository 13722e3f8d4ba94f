// What we change in Sphinx's search, whose script has run before this one and whose index comes after it.

// It shows what surrounds a hit by fetching the page, which a browser refuses from a disk: there it lists
// the titles alone.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

/** A table whose keys are words: what every object inherits (constructor, __proto__) is none of them. */
function table(entries) {
  const own = Object.create(null, { hasOwnProperty: { value: (word) => word in own } }); // it asks by this name
  return Object.assign(own, entries);
}

const setIndex = Search.setIndex;
Search.setIndex = (index) =>
  setIndex({ ...index, terms: table(index.terms), titleterms: table(index.titleterms) });

/** The words of a query, numbers among them, which Sphinx indexes and then leaves out of what it looks for. */
Search._parseQuery = (query) => {
  const stemmer = new Stemmer();
  const words = splitQuery(query.toLowerCase());
  const wanted = words.filter((word) => !stopwords.includes(word));
  const stems = wanted.map((word) => stemmer.stemWord(word));
  return [query, new Set(stems), new Set(), new Set(wanted), new Set(words)]; // the empty one: words to exclude
};
