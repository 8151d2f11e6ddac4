// Set formulas with KaTeX: reads a JSON list of [tex, display] from standard input, writes the list of their HTML.
// A formula that KaTeX cannot read ends the build with its text.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const katex = createRequire(`${process.argv[2]}/`)("katex");
const formulas = JSON.parse(readFileSync(0, "utf8"));
const options = (displayMode) => ({ displayMode, output: "htmlAndMathml", throwOnError: true, strict: "error" });
process.stdout.write(JSON.stringify(formulas.map(([tex, display]) => katex.renderToString(tex, options(display)))));
