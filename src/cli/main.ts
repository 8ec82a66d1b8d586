import { Command, CommanderError } from "commander";
import { commands } from "./commands.ts";
import { settings } from "./config.ts";
import { reportFailure } from "./failure.ts";
import { version } from "./package.ts";
import { quietPipes } from "./terminal.ts";
import { usageDiagnostic } from "./usage.ts";
import { DiagnosticError } from "../diagnostics/diagnostic.ts";

/** Runs one command and sets the exit code. `argv` is without the program's own two words. */
export async function main(argv: readonly string[]): Promise<void> {
  quietPipes();
  try {
    const words = settings(argv);
    const program = await programFor(words);
    await program.parseAsync(words, { from: "user" });
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      if (thrown.exitCode === 0) return;
      // Help was shown because no command was given.
      if (thrown.code === "commander.help") process.exitCode = 2;
      else reportFailure(new DiagnosticError([usageDiagnostic(thrown, argv)]));
    } else reportFailure(thrown);
  }
}

/** All commands by name; only those that are called are loaded. */
async function programFor(argv: readonly string[]): Promise<Command> {
  const program = new Command("nnc")
    .description("Compiles neural networks written in .nnet files to standalone TypeScript that trains and predicts.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .option("--config <file>", "defaults for options; without it, nnc.config.json or \"nnc\" in package.json, looked for upwards")
    .option("--no-config", "no defaults")
    .addHelpText("after", footer);
  for (const { name, summary, load } of commands) {
    if (!argv.includes(name)) {
      program.command(name).description(summary);
      continue;
    }
    const command = await load();
    program.addCommand(command.copyInheritedSettings(program).summary(summary));
  }
  return program;
}

const footer = `
Exit codes: 0 fine, 1 findings, 2 wrong usage.
\`nnc explain CODE\` tells what an error means and how to mend it; \`nnc help COMMAND\` lists a command's options.`;
