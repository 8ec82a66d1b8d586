// npm links the commands of dependencies into node_modules/.bin but not the project's own, so that `npx nnc` in a fresh
// clone would look for it in the registry. This makes the missing link.
import { mkdirSync, rmSync, symlinkSync } from "node:fs";

const folder = new URL("../node_modules/.bin/", import.meta.url);
const link = new URL("nnc", folder);
mkdirSync(folder, { recursive: true });
rmSync(link, { force: true });
symlinkSync("../../bin/nnc.js", link);
