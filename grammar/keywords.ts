import { createToken, Lexer, type TokenType } from "chevrotain";

/** The lexer never makes these: a name becomes one of them where its context says so (`src/syntax/lex/keywords.ts`). */
function word(name: string): TokenType {
  return createToken({ name, label: `\`${name.toLowerCase()}\``, pattern: Lexer.NA });
}

export const contextualKeywords = {
  Import: word("Import"),
  From: word("From"),
  Layer: word("Layer"),
  Fn: word("Fn"),
  Optimizer: word("Optimizer"),
  Model: word("Model"),
  Data: word("Data"),
  Split: word("Split"),
  Shuffle: word("Shuffle"),
  Param: word("Param"),
  State: word("State"),
  Input: word("Input"),
  Output: word("Output"),
  Loss: word("Loss"),
  Metric: word("Metric"),
  Train: word("Train"),
  Minimize: word("Minimize"),
  Over: word("Over"),
  All: word("All"),
  Except: word("Except"),
  Using: word("Using"),
  Clip: word("Clip"),
  Batch: word("Batch"),
  Parts: word("Parts"),
  Average: word("Average"),
  After: word("After"),
  Epochs: word("Epochs"),
  Seed: word("Seed"),
  Sample: word("Sample"),
  Augment: word("Augment"),
  Stop: word("Stop"),
  When: word("When"),
  Has: word("Has"),
  Improved: word("Improved"),
  For: word("For"),
  Scan: word("Scan"),
  Reverse: word("Reverse"),
  In: word("In"),
  With: word("With"),
  Where: word("Where"),
  /** The name of a reduction, `sum` in `sum[i] x[i]`. */
  Reducer: createToken({ name: "Reducer", label: "a reduction", pattern: Lexer.NA }),
};
