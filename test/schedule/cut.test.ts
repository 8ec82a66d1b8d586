import { expect, test } from "vitest";
import { k } from "../../src/kernel/build.ts";
import { cutsOf, decided } from "../../src/kernel/cuts.ts";
import { withoutDead } from "../../src/kernel/dead.ts";
import { evaluate } from "../../src/kernel/evaluate.ts";
import type { Expression, For, Statement } from "../../src/kernel/kernel.ts";
import { verifyKernel } from "../../src/kernel/verify.ts";
import { verifyLanes } from "../../src/kernel/verify-lanes.ts";
import { substitute, walkBody, walkStatements } from "../../src/kernel/visit.ts";
import { cutTiles } from "../../src/schedule/tile/cut.ts";
import { buffer, kernel, store } from "../emit/plans.ts";
import { generator } from "./support.ts";

const [rows, columns, width] = [5, 9, 4];
const length = rows * columns * width;
const [a, i, lane] = ["a", "i", "lane"].map((name) => k.local(name, "i32")) as [Expression, Expression, Expression];
const at = k.add(k.mul(k.add(k.mul(a, k.int(columns)), i), k.int(width)), lane);

function over(index: string, to: number, body: readonly Statement[], lanes = false): For {
  return { kind: "for", index, from: k.int(0), to: k.int(to), body, ...(lanes && { lanes: true }) };
}

/** Rows of `columns` times `width` elements: what is done for each. */
function nest(element: readonly Statement[]): Statement {
  return over("a", rows, [over("i", columns, [over("lane", width, element, true)])]);
}

function run(body: readonly Statement[]): readonly number[] {
  const made = kernel("f", [buffer("x", "read", length), buffer("y", "write", length)], body);
  verifyKernel(made);
  verifyLanes(made);
  const y = new Float64Array(length).fill(NaN);
  evaluate(made, { x: Float64Array.from({ length }, (_, n) => n + 1), y }, {});
  return [...y];
}

const costly = (n: number): Expression => k.call("exp", k.mul(k.const(n / 1000), k.load("x", "f32", at)));
const operators = ["lt", "le", "gt", "ge"] as const;

/** A choice by one to three comparisons of the index with the row, in lanes or not, or in loops inside of lanes. */
function randomBody(random: () => number): Statement {
  const pick = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const comparison = (): Expression => {
    const own = k.add(k.mul(i, k.int(pick(1, 4) * (random() < 0.3 ? -1 : 1))), random() < 0.5 ? lane : k.int(pick(-3, 3)));
    return k[operators[pick(0, 3)]!](own, k.add(k.mul(a, k.int(pick(-2, 4))), k.int(pick(-6, 20))));
  };
  const conditions = Array.from({ length: pick(1, 3) }, comparison);
  const condition = conditions.reduce((x, y) => (random() < 0.5 ? k.and(x, y) : k.or(x, y)));
  const value = k.select(condition, costly(1), random() < 0.5 ? k.const(0) : costly(2));
  if (random() < 0.2) return summed(value);
  if (random() < 0.2) return split(value);
  if (random() < 0.7) return nest([store("y", at, value)]);
  const sum: Statement = { kind: "var", name: "sum", value: k.const(0) };
  const add: Statement = { kind: "assign", name: "sum", value: k.add(k.local("sum", "f32"), costly(3)) };
  return nest([sum, over("r", 3, [add]), store("y", at, k.select(condition, k.local("sum", "f32"), k.const(-1)))]);
}

/** A sum over `i` in each lane. */
function summed(term: Expression): Statement {
  const add: Statement = { kind: "assign", name: "total", value: k.add(k.local("total", "f32"), term) };
  const put = store("y", k.add(k.mul(a, k.int(columns * width)), lane), k.local("total", "f32"));
  return over("a", rows, [over("lane", width, [{ kind: "var", name: "total", value: k.const(0) }, over("i", columns, [add]), put], true)]);
}

/** Three lanes and the one that is left over, of the same name. */
function split(value: Expression): Statement {
  const last = (e: Expression): Expression => substitute(e, (part) => (part.kind === "local" && part.name === "lane" ? k.add(lane, k.int(3)) : undefined));
  return over("a", rows, [over("i", columns, [over("lane", 3, [store("y", at, value)], true), over("lane", 1, [store("y", last(at), last(value))], true)])]);
}

function loops(body: readonly Statement[]): number {
  let count = 0;
  walkStatements(body, (s) => void (count += Number(s.kind === "for")));
  return count;
}

test("loops that are cut do what they did before, in fewer operations", () => {
  let cut = 0;
  for (let seed = 1; seed <= 500; seed++) {
    const body = [randomBody(generator(seed))];
    const pieces = cutTiles(body);
    expect(run(pieces), `seed ${seed}`).toEqual(run(body));
    cut += Number(loops(pieces) > loops(body));
  }
  expect(cut).toBeGreaterThan(150);
});

test("a cut at another place would be noticed", () => {
  let [noticed, tried] = [0, 0];
  for (let seed = 1; seed <= 50; seed++) {
    const whole = randomBody(generator(seed)) as For;
    const [inner] = whole.body as readonly [For];
    if (inner.lanes) continue;
    for (const { comparisons, before } of cutsOf(inner)) {
      tried += 1;
      const wrong = { ...whole, body: [{ ...inner, body: decided(inner.body, comparisons, before) }] };
      noticed += Number(JSON.stringify(run([wrong])) !== JSON.stringify(run([whole])));
    }
  }
  expect(tried).toBeGreaterThan(50);
  expect(noticed).toBeGreaterThan(tried / 3);
});

/** `i * 4 + lane <= a * 4 + by`. */
function causal(by: number): Expression {
  return k.le(k.add(k.mul(i, k.int(4)), lane), k.add(k.mul(a, k.int(4)), k.int(by)));
}

test("behind a causal mask nothing is computed, before it nothing is asked", () => {
  const stores = [0, 1].map((by) => store("y", at, k.select(causal(by), costly(1), k.const(0))));
  const [outer] = cutTiles([nest(stores)]);
  const pieces = outer?.kind === "for" ? outer.body : [];
  const contents = pieces.map((piece) => {
    const found = { functions: 0, choices: 0 };
    walkBody([piece], (e) => {
      found.functions += Number(e.kind === "call");
      found.choices += Number(e.kind === "select");
    });
    return found;
  });
  expect(contents).toEqual([{ functions: 2, choices: 0 }, { functions: 2, choices: 2 }, { functions: 0, choices: 0 }]);
});

test("lanes that go through different turns are no lanes", () => {
  const inner: For = { ...over("i", columns, [store("y", at, k.const(1))]), to: k.add(lane, k.int(1)) };
  const made = kernel("f", [buffer("y", "write", length)], [over("a", rows, [over("lane", width, [inner], true)])]);
  expect(() => verifyLanes(made)).toThrow("kernel f: the turns of i are not the same in all lanes of lane");
});

test("a cheap choice is no reason to write a loop three times", () => {
  const body = [nest([store("y", at, k.mul(k.call("exp", costly(1)), k.select(causal(0), k.const(1), k.const(2))))])];
  expect(loops(cutTiles(body))).toBe(loops(body));
});

test("what nobody reads is not computed; what is read outside is", () => {
  const f = (name: string): Expression => k.local(name, "f32");
  const body: readonly Statement[] = [
    { kind: "var", name: "unread", value: k.const(0) },
    over("i", 3, [{ kind: "assign", name: "unread", value: k.add(f("unread"), k.const(1)) }]),
    { kind: "let", name: "step", value: k.const(2) },
    { kind: "let", name: "only for unread", value: k.const(2) },
    { kind: "assign", name: "unread", value: f("only for unread") },
    { kind: "assign", name: "outside", value: k.add(f("outside"), f("step")) },
  ];
  expect(withoutDead(body)).toEqual([body[2], body[5]]);
});
