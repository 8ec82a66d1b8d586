import { Option } from "commander";
import { fail } from "../diagnostics/report.ts";
import { renderers } from "../diagnostics/render/index.ts";

/** `--set N=64`, several times: the values of symbolic sizes. */
export function setOption(): Option {
  return new Option("--set <size=value>", "fix a symbolic size, e.g. N=64 (may be repeated)").argParser(addSize).default({}, "none");
}

function addSize(text: string, sizes: Readonly<Record<string, number>>): Record<string, number> {
  const [, name, value] = /^([A-Za-z_]\w*)=(\d{1,9})$/.exec(text) ?? [];
  if (name === undefined || Number(value) < 1) {
    return fail("bad-option-value", { option: "--set", value: text, expected: "`name=number` with a whole number of at least 1" }, { place: "--set", help: "for example `--set N=64`" });
  }
  // A null prototype: `--set __proto__=1` is a size like any other.
  return Object.assign(Object.create(null), sizes, Object.fromEntries([[name, Number(value)]]));
}

export function formatOption(): Option {
  return new Option("--format <form>", "how findings are printed").choices(renderers.map((r) => r.name)).default("text");
}

/** For tables: text, or JSON for programs. */
export function tableFormatOption(): Option {
  return new Option("--format <form>", "how the table is printed").choices(["text", "json"]).default("text");
}

export function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,15}$/.test(text) && Number(text) >= least) return Number(text);
    return fail("bad-option-value", { option, value: text, expected: `a whole number of at least ${least}` }, { place: option });
  };
}
