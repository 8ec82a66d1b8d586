import { span } from "../../base/source.ts";
import type { OverCstNode, SettingCstNode, StopCstNode, TrainCstNode } from "../../../grammar/cst.generated.ts";
import type { Over, StopRule, Train } from "../ast.ts";
import { docOf, identifier, one, report, spanOf, spanOfToken, type Context } from "./context.ts";
import { expression } from "./expression.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Settings = Partial<Writable<Omit<Train, "kind" | "doc" | "name" | "span">>>;

/** `train { … }` or `train head { … }`: each setting once, `minimize` always. */
export function train(context: Context, node: TrainCstNode): readonly Train[] {
  const place = spanOf(context, node);
  const settings: Settings = {};
  for (const each of node.children.setting ?? []) set(context, settings, each);
  const [name] = node.children.Identifier ?? [];
  const { minimize, ...rest } = settings;
  if (!minimize) {
    const damaged = context.findings.within(place);
    if (!damaged) report(context, "missing-minimize", {}, spanOfToken(context, one(node.children.Train)), "add `minimize` and the name of a loss");
    return [];
  }
  return [{ kind: "train", ...docOf(context, place), ...(name && { name: identifier(context, name) }), minimize, ...rest, span: place }];
}

const plain = ["minimize", "using", "batch", "epochs", "seed", "sample", "augment"] as const;
const tokens = { minimize: "Minimize", using: "Using", batch: "Batch", epochs: "Epochs", seed: "Seed", sample: "Sample", augment: "Augment" } as const;

function set(context: Context, settings: Settings, node: SettingCstNode): void {
  const { over: parts, clip, stop, expression: value } = node.children;
  const once = (name: keyof Settings): boolean => {
    if (settings[name] === undefined) return true;
    const { start } = spanOf(context, node);
    report(context, "duplicate-setting", { setting: name }, span(context.source, start, start + name.length));
    return false;
  };
  if (parts) {
    if (once("over")) settings.over = over(context, one(parts));
  } else if (stop) {
    if (once("stop")) settings.stop = stopRule(context, one(stop));
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

function over(context: Context, node: OverCstNode): Over {
  const items = (node.children.expression ?? []).map((item) => expression(context, item));
  return { kind: "over", except: node.children.All !== undefined, items, span: spanOf(context, node) };
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
