import type { Train } from "../ast.ts";
import { before, behind, commentText, group, hardline, indent, join, line, lineEnds, type Doc, type Printer } from "./printer.ts";
import { settingsOf } from "./sequences.ts";

/** `train { … }` in the order of the user, on one line if it was on one and fits. */
export function train(node: Train, printer: Printer): Doc {
  const settings = settingsOf(node);
  const inside = printer.comments.inside(node).map((comment) => [commentText(comment), hardline]);
  const first = settings[0]?.span.start ?? node.span.end;
  const open = printer.text.indexOf("{", node.name?.span.end ?? node.span.start);
  const broken = lineEnds(printer.text, open, first) !== "none";
  const printed = settings.map((setting) => [...before(printer, setting), word(node, setting), printer.print(setting), close(node, setting, printer), ...behind(printer, setting)]);
  const head = ["train ", node.name ? `${node.name.name} ` : ""];
  return group([...head, "{", indent([line, ...inside, join(line, printed)]), line, "}"], { shouldBreak: broken });
}

const words = ["minimize", "batch", "average", "after", "epochs", "seed", "augment"] as const;

/** What stands before a setting; `over`, `stop` and `sample` write their own. */
function word(node: Train, setting: ReturnType<typeof settingsOf>[number]): string {
  if (node.clip?.limit === setting) return `clip ${node.clip.by}(`;
  if (node.using.some((each) => each === setting)) return "using ";
  const name = words.find((each) => node[each] === setting);
  return name ? `${name} ` : "";
}

function close(node: Train, setting: ReturnType<typeof settingsOf>[number], printer: Printer): Doc {
  if (node.batch === setting && node.parts) return [" in ", printer.print(node.parts), " parts"];
  return node.clip?.limit === setting ? ")" : "";
}
