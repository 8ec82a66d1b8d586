// Writes docs/errors/README.md: the format of the pages, and the list of all of them.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const folder = new URL("../docs/errors/", import.meta.url);
const codes = readdirSync(folder).filter((name) => name.endsWith(".md") && name !== "README.md").map((name) => name.slice(0, -3)).sort();
const lines = codes.map((code) => {
  const paragraph = readFileSync(new URL(`${code}.md`, folder), "utf8").split("\n\n")[1] ?? "";
  const sentence = /^.*?[.](?=\s|$)/s.exec(paragraph.replaceAll("\n", " "))?.[0] ?? paragraph;
  return `- [\`${code}\`](${code}.md): ${sentence}`;
});
const head = `# Error codes

Every message of nnc has a code that never changes its meaning. \`nnc explain CODE\` prints its page.

A page is a heading \`# code\`, one paragraph that says what is wrong and why it is an error, a section \`## Wrong\` and a section
\`## Right\`, each with at least one block. Blocks of \`nnet\` are compiled by a test: the wrong one gives exactly this code, the
right one gives none. Of several blocks the last is compiled; those before it are files that it imports, named in their first line
(\`// layers.nnet\`). Blocks of \`sh\` and \`text\` show commands and data, which are not run. This list is written by
\`node scripts/errors-index.ts\`.

`;
writeFileSync(new URL("README.md", folder), `${head}${lines.join("\n")}\n`);
