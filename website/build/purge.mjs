// Reads {css, words: {name: words}} as JSON, and writes {name: css}: for each name the rules that its words ask for.
import { readFileSync } from "node:fs";
import { PurgeCSS } from "../node_modules/purgecss/lib/purgecss.esm.js";

const { css, words } = JSON.parse(readFileSync(0, "utf8"));
const purged = {};
for (const [name, raw] of Object.entries(words)) {
  const options = { content: [{ raw, extension: "txt" }], css: [{ raw: css }], fontFace: true };
  [{ css: purged[name] }] = await new PurgeCSS().purge(options);
}
process.stdout.write(JSON.stringify(purged));
