import { readdirSync, readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** What is wrong with a log by OASIS's schema of SARIF 2.1.0, which Microsoft's SARIF tools bring along; empty if nothing. */
export function sarifProblems(log: unknown): readonly string[] {
  validate ??= compileSchema();
  return validate(log) ? [] : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);
}

let validate: ReturnType<typeof compileSchema> | undefined;

function compileSchema() {
  const packages = new URL("../../node_modules/@microsoft/", import.meta.url);
  const platform = readdirSync(packages).find((name) => name.startsWith("sarif-multitool-"));
  const schema: object = JSON.parse(readFileSync(new URL(`${platform}/sarif-2.1.0.json`, packages), "utf8"));
  const ajv = new Ajv2020.default({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(schema);
}
