import { span, type Span } from "../../base/source.ts";
import type { OverCstNode, SampleCstNode, SettingCstNode, StopCstNode, TrainCstNode } from "../../../grammar/cst.generated.ts";
import type { Expression, Over, Sample, StopRule, Train } from "../ast.ts";
import { docOf, identifier, one, report, spanOf, spanOfToken, type Context } from "./context.ts";
import { expression } from "./expression.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Settings = Partial<Writable<Omit<Train, "kind" | "doc" | "name" | "span" | "over" | "using">>>;

/** Who is updated how, in the order of the text. */
type Rule = Over | { readonly using: Expression; readonly span: Span };

/** `train { … }` or `train head { … }`: each setting once (`over` and `using` once, or in pairs), `minimize` always. */
export function train(context: Context, node: TrainCstNode): readonly Train[] {
  const place = spanOf(context, node);
  const settings: Settings = {};
  const rules: Rule[] = [];
  for (const each of node.children.setting ?? []) set(context, settings, rules, each);
  const groups = paired(context, rules);
  const [name] = node.children.Identifier ?? [];
  const { minimize, ...rest } = settings;
  if (!minimize) {
    const damaged = context.findings.within(place);
    if (!damaged) report(context, "missing-minimize", {}, spanOfToken(context, one(node.children.Train)), "add `minimize` and the name of a loss");
    return [];
  }
  return [{ kind: "train", ...docOf(context, place), ...(name && { name: identifier(context, name) }), minimize, ...groups, ...rest, span: place }];
}

const plain = ["minimize", "epochs", "seed", "augment", "average", "after"] as const;
const tokens = { minimize: "Minimize", epochs: "Epochs", seed: "Seed", augment: "Augment", average: "Average", after: "After" } as const;

function set(context: Context, settings: Settings, rules: Rule[], node: SettingCstNode): void {
  const { over: parts, clip, stop, sample, batch, expression: value } = node.children;
  const once = (name: keyof Settings): boolean => {
    if (settings[name] === undefined) return true;
    const { start } = spanOf(context, node);
    report(context, "duplicate-setting", { setting: name }, span(context.source, start, start + name.length));
    return false;
  };
  if (parts) rules.push(over(context, one(parts)));
  else if (node.children.Using) rules.push({ using: expression(context, one(value)), span: spanOf(context, node) });
  else if (batch) {
    const { expression: size, parts: count } = one(batch).children;
    if (once("batch")) {
      settings.batch = expression(context, one(size));
      if (count) settings.parts = expression(context, one(count));
    }
  } else if (stop) {
    if (once("stop")) settings.stop = stopRule(context, one(stop));
  } else if (sample) {
    if (once("sample")) settings.sample = drawn(context, one(sample));
  } else if (clip) {
    const { Identifier, expression: limit } = one(clip).children;
    const token = one(Identifier);
    const by = token.image;
    if (by !== "norm" && by !== "value") {
      report(context, "unknown-clip", { name: by }, spanOfToken(context, token), "write `clip norm(5)` or `clip value(1)`");
    } else if (once("clip")) {
      settings.clip = { by, limit: expression(context, one(limit)), span: spanOf(context, node) };
    }
  } else {
    const name = plain.find((each) => node.children[tokens[each]]);
    if (name && once(name)) settings[name] = expression(context, one(value));
  }
}

/** One `using` with or without an `over`, or several pairs; what has no partner is a setting too many. */
function paired(context: Context, rules: readonly Rule[]): Pick<Train, "over" | "using"> {
  const overs = rules.flatMap((rule) => ("using" in rule ? [] : [rule]));
  const using = rules.flatMap((rule) => ("using" in rule ? [rule.using] : []));
  if (overs.length > 1 || using.length > 1) {
    const lone = rules.find((rule, i) => i % 2 === 1 && "using" in rule === "using" in rules[i - 1]!) ?? (rules.length % 2 === 1 ? rules.at(-1) : undefined);
    if (lone) {
      const setting = "using" in lone ? "using" : "over";
      const { start } = lone.span;
      report(context, "duplicate-setting", { setting }, span(context.source, start, start + setting.length), "several rules are written in pairs: `over a using f` and `over b using g`");
      return { over: overs.slice(0, 1), using: using.slice(0, 1) };
    }
  }
  return { over: overs, using };
}

function over(context: Context, node: OverCstNode): Over {
  const items = (node.children.expression ?? []).map((item) => expression(context, item));
  return { kind: "over", except: node.children.All !== undefined, items, span: spanOf(context, node) };
}

function drawn(context: Context, node: SampleCstNode): Sample {
  const { Identifier, expression: value } = node.children;
  return { kind: "sample", inputs: Identifier.map((token) => identifier(context, token)), value: expression(context, one(value)), span: spanOf(context, node) };
}

function stopRule(context: Context, node: StopCstNode): StopRule {
  const [split, quantity] = node.children.Identifier;
  return {
    kind: "stop-rule",
    split: identifier(context, one(split && [split])),
    quantity: identifier(context, one(quantity && [quantity])),
    epochs: expression(context, one(node.children.expression)),
    span: spanOf(context, node),
  };
}
