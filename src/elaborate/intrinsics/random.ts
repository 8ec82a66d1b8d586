import { clock } from "../clock.ts";
import { drawStep } from "../parts.ts";
import { tensor } from "../value.ts";
import { argument, shapeArgument } from "./arguments.ts";
import { takes, type Intrinsic } from "./intrinsic.ts";

/** Draws keyed by the model's seed, the step, and the place in the model: the same on every target. */
function draw(name: string, op: string, doc: string): Intrinsic {
  return {
    name,
    doc,
    parameters: takes("shape"),
    apply: (context, bound, span) => {
      const shape = shapeArgument(context, argument(bound, "shape"));
      const site = context.program.site(context.label ?? context.instance.path);
      // Inside a scan each position has its own draw.
      const position = context.program.position();
      return tensor(context.make(op, [context.program.read(clock.seed), drawStep(context, span), ...(position ? [position] : [])], { shape, site }, span));
    },
  };
}

export const draws: readonly Intrinsic[] = [
  draw("rand", "random_uniform", "Independent uniform numbers in [0, 1)."),
  draw("randn", "random_normal", "Independent standard normal numbers."),
];
