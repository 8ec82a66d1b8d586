import type { Storage } from "../../graph/graph.ts";
import { unapplied } from "../instance.ts";
import { list, kindText, tensor } from "../value.ts";
import { argument } from "./arguments.ts";
import { takes, type Intrinsic } from "./intrinsic.ts";

/** The parameters of an instance, as a list of tensors; operators and functions apply to each item of a list. */
function collect(name: string, doc: string, keep: (storage: Storage) => boolean): Intrinsic {
  return {
    name,
    doc,
    parameters: takes("part"),
    apply: (context, bound) => {
      const { value, span } = argument(bound, "part");
      if (value.kind !== "instance") return context.fail("not-a-part", { found: kindText(value) }, span);
      const kept = value.instance.allStorages().filter((s) => s.role === "param" && keep(s));
      if (kept.length === 0) context.fail("no-parameters", { part: value.instance.path }, span, { help: value.instance.applied ? undefined : unapplied(value.instance) });
      return list(kept.map((storage) => tensor(context.program.read(storage))));
    },
  };
}

export const parameterLists: readonly Intrinsic[] = [
  collect("weights", "The weights of a part of the model: its parameters of two axes or more (not biases, gains and shifts).", (s) => s.type.shape.length >= 2),
  collect("parameters", "All parameters of a part of the model.", () => true),
];
