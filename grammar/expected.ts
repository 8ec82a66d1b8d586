import type { IParserErrorMessageProvider, TokenType } from "chevrotain";

/** What could stand instead, by the rule that missed a token: where the token alone would tell half the truth. */
const phrases: Readonly<Record<string, string>> = {
  "arguments RParen": "`,` or `)`",
  "parameters RParen": "`,` or `)`",
  "list RSquare": "`,` or `]`",
  "subscript RSquare": "`,` or `]`",
  "dimensions RSquare": "`,` or `]`",
  "import RCurly": "`,` or `}`",
  "fn LCurly": "`=` or `{`",
  "train RCurly": "a setting such as `using` or `}`",
};

function label(token: TokenType): string {
  return token.LABEL ?? token.name;
}

function either(types: readonly TokenType[]): string {
  const labels = [...new Set(types.map(label))];
  return labels.length < 2 ? labels.join("") : `${labels.slice(0, -1).join(", ")} or ${labels.at(-1)}`;
}

/** The message of an error is what was expected, in words: `a value`, "`,` or `)`". The rest is told by the diagnostic. */
export const expectation: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) => phrases[`${ruleName} ${expected.name}`] ?? label(expected),
  buildNotAllInputParsedMessage: () => "the end of the line",
  buildNoViableAltMessage: ({ expectedPathsPerAlt, customUserDescription }) =>
    customUserDescription ?? either(expectedPathsPerAlt.flat().flatMap((path) => path.slice(0, 1))),
  buildEarlyExitMessage: ({ expectedIterationPaths, customUserDescription }) =>
    customUserDescription ?? either(expectedIterationPaths.flatMap((path) => path.slice(0, 1))),
};
