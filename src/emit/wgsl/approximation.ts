import CodeBlockWriter from "code-block-writer";
import { approximations } from "../../kernel/approximation/all.ts";
import type { Approximation } from "../../kernel/approximation/approximation.ts";
import { k } from "../../kernel/build.ts";
import type { Intrinsic, Statement } from "../../kernel/kernel.ts";
import { printExpression, printStatements } from "../printer/print.ts";
import { Names } from "../typescript/names.ts";
import { wgslDialect } from "./dialect.ts";
import type { Library } from "./intrinsics.ts";
import { vectorType } from "./lanes/lane-text.ts";
import { lanesOf } from "./lanes/lanes.ts";
import { reservedNames } from "./names.ts";

/** An intrinsic as a function of WGSL, of one value or of four: the terms of its approximation, which are within its stated error on every adapter. */
export function approximationText(intrinsic: Intrinsic, library: Library, isEach: boolean): string {
  const approximation = approximations.get(intrinsic);
  if (!approximation) throw new Error(`${intrinsic} has no approximation`);
  const names = new Names(reservedNames);
  const none = (name: string): never => {
    throw new Error(`the approximation of ${intrinsic} knows no ${name}`);
  };
  const body = bodyOf(approximation);
  const dialect = wgslDialect({
    local: (name) => names.of(name),
    size: none,
    load: none,
    store: none,
    signs: () => false,
    library,
    ...(isEach && { lanes: lanesOf(body, [], approximation.parameters) }),
  });
  const type = (of: "f32" | "i32"): string => (isEach ? vectorType(of) : of);
  const argument = type(intrinsic.startsWith("random_") ? "i32" : "f32");
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2 });
  const parameters = approximation.parameters.map((name) => `${names.of(name)}: ${argument}`).join(", ");
  writer.write(`fn ${library.approximation(intrinsic, isEach)}(${parameters}) -> ${type("f32")}`).block(() => {
    printStatements(writer, body, dialect);
    writer.writeLine(`return ${printExpression(approximation.result, dialect).text};`);
  });
  return writer.toString();
}

function bodyOf({ rounds, lets }: Approximation): readonly Statement[] {
  const named = (list: Approximation["lets"]): Statement[] => list.map((l) => ({ kind: "let", ...l }));
  if (!rounds) return named(lets);
  const { state, times, next } = rounds;
  const nexts = state.map(({ name }, i) => ({ name: `next_${name}`, value: next[i]! }));
  const round: Statement[] = [
    ...named(rounds.lets),
    ...named(nexts),
    ...nexts.map(({ name, value }, i): Statement => ({ kind: "assign", name: state[i]!.name, value: k.local(name, value.type) })),
  ];
  return [...state.map((s): Statement => ({ kind: "var", ...s })), { kind: "for", index: "turn", from: k.int(0), to: k.int(times), body: round }, ...named(lets)];
}
