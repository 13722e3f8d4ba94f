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

// As website/extension/search.py has them in the index: a number is one word, its digits and its point.
const END = "(?![\\p{L}\\p{N}_])";
const NUMBER = `\\d{1,3}(?:(?:[,_\u202f]|\\{,\\})\\d{3})+(?:\\.\\d+)?${END}|\\d+(?:\\.\\d+)+${END}`;
const WORDS = new RegExp(`(${NUMBER})|[\\p{L}\\p{N}_]+`, "gu");

let typed = []; // the words as they are in the query

/** The words of a query. Sphinx leaves numbers out. */
Search._parseQuery = (query) => {
  const stemmer = new Stemmer();
  const found = [...query.toLowerCase().matchAll(WORDS)].filter(([word]) => !stopwords.includes(word));
  typed = found.map(([word]) => word);
  const words = found.map(([word, number]) => number?.replace(/[^\d.]/g, "") ?? word);
  const stems = words.map((word) => stemmer.stemWord(word));
  return [query, new Set(stems), new Set(), new Set(typed), new Set(words)]; // the empty one: words to exclude
};

const makeSearchSummary = Search.makeSearchSummary;
Search.makeSearchSummary = (page, stems, anchor) => makeSearchSummary(page, [...stems, ...typed], anchor);
