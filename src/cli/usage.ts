import type { CommanderError } from "commander";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { diagnose } from "../diagnostics/report.ts";
import { didYouMean } from "../base/closest.ts";
import { commands } from "./commands.ts";

/** What commander found wrong with the command line, as one of our codes. It hands out text only, so the names are read out of it. */
export function usageDiagnostic({ code, message }: CommanderError, argv: readonly string[]): Diagnostic {
  const quoted = /'([^']*)'/.exec(message)?.[1] ?? argv.join(" ");
  const suggestion = /\(Did you mean (?:one of )?(.*?)\?\)/s.exec(message)?.[1];
  const see = `\`nnc ${commands.some((c) => c.name === argv[0]) ? `${argv[0]} ` : ""}--help\` lists what there is`;
  const help = suggestion === undefined ? see : `did you mean \`${suggestion}\`?`;
  switch (code) {
    case "commander.unknownOption":
      return diagnose("unknown-option", { option: quoted }, { place: quoted, help });
    case "commander.unknownCommand": {
      const meant = quoted.endsWith(".nnet") ? { help: `a command comes first: \`nnc check ${quoted}\`` } : didYouMean(quoted, commands.map((c) => c.name));
      return diagnose("unknown-command", { name: quoted }, { help, ...meant });
    }
    case "commander.excessArguments":
      return diagnose("too-many-arguments", { command: `nnc ${argv[0] ?? ""}`.trim() }, { help: see });
    case "commander.missingArgument":
    case "commander.missingMandatoryOptionValue":
      return diagnose("missing-argument", { argument: quoted }, { help: see });
    case "commander.optionMissingArgument":
      return diagnose("missing-argument", { argument: `the value of ${quoted}` }, { place: quoted, help: see });
    default: {
      const [, option = quoted, value = "", expected = "another value"] =
        /option '([^']*)' argument '([^']*)' is invalid\. (?:Allowed choices are (.*)\.)?/s.exec(message) ?? [];
      return diagnose("bad-option-value", { option, value, expected }, { place: option, help: see });
    }
  }
}
