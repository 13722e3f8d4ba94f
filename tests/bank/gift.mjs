// Reads GIFT from the standard input with the parser of the registry, and prints what it found.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { parse } = createRequire(new URL("../../website/package.json", import.meta.url))("gift-pegjs");
console.log(JSON.stringify(parse(readFileSync(0, "utf8"))));
