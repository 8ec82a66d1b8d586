import type { Check, Graph, Module, Phase, Requirement } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { orPoison } from "./apply.ts";
import { clock } from "./clock.ts";
import { splits } from "./data.ts";
import { firstAt } from "./duplicate.ts";
import { declarationOf, evaluateModel, type Evaluated, type ModelState } from "./model.ts";
import { keyword, train } from "./phase.ts";
import { strongest } from "./requirements.ts";
import { poison } from "./value.ts";

/** All programs of one model, without its data. The graphs still hold `gradient` nodes, and nodes that their results do not need. */
export function buildModule(state: ModelState): Omit<Module, "data"> {
  const tested = evaluateModel(state, "evaluate");
  const programs: Graph[] = [
    tested.context.program.graph("predict", tested.outputs, []),
    tested.context.program.graph("evaluate", [...tested.losses, ...tested.metrics], []),
  ];
  const phases: Phase[] = [];
  const checks: Check[] = [];
  const requirements: Requirement[] = [...tested.requirements];
  const blocks = state.declaration.body.filter((item) => item.kind === "train");
  checkPhases(tested, blocks);
  for (const block of blocks) {
    const suffix = block.name ? `.${block.name.name}` : "";
    const trained = evaluateModel(state, `train${suffix}`, block);
    requirements.push(...trained.requirements);
    orPoison(() => {
      const { phase, gradients } = train(trained.context, block, trained.scope, `train${suffix}`);
      phases.push(phase);
      programs.push(trained.context.program.graph(`train${suffix}`, [...trained.losses, ...trained.metrics]));
      checks.push({ phase: phase.name, graph: trained.context.program.graph(`gradient${suffix}`, gradients, []) });
      return poison;
    });
  }
  const { declaration } = state;
  return {
    name: declaration.name.name,
    ...(declaration.doc && { doc: declaration.doc }),
    file: declaration.span.source.name,
    sizes: [...new Set(tested.inputs.flatMap((i) => i.type.shape.flatMap((s) => s.symbols())))],
    inputs: tested.inputs,
    outputs: tested.outputs.map(declarationOf),
    losses: tested.losses.map(declarationOf),
    metrics: tested.metrics.map(declarationOf),
    storages: [...state.storages.values(), ...Object.values(clock)],
    phases,
    requirements: strongest(requirements),
    programs: [state.init.graph("init", []), ...programs],
    checks,
    weights: state.root.loaded().flatMap(({ path, from }) => (from ? [{ part: path, file: from.value, origin: { name: path, span: from.span } }] : [])),
  };
}

/** Several phases need names; a stop rule watches a loss or metric that exists. */
function checkPhases(tested: Evaluated, blocks: readonly ast.Train[]): void {
  const { context } = tested;
  const seen = new Map<string, ast.Train>();
  for (const block of blocks) {
    orPoison(() => {
      const name = block.name?.name ?? "";
      if (blocks.length > 1 && name === "") context.fail("unnamed-phase", {}, keyword(block), { help: "write `train head { … }`" });
      const first = seen.get(name);
      if (first) context.fail("duplicate-name", { name }, (block.name ?? block).span, firstAt(first));
      seen.set(name, block);
      const split = block.stop?.split;
      if (split && !splits.includes(split.name)) {
        context.fail("unknown-split", { name: split.name }, split.span, { help: `watch \`val.${block.stop.quantity.name}\`, or that of \`train\` or \`test\`` });
      }
      const watched = block.stop?.quantity;
      const known = [...tested.losses, ...tested.metrics].map((q) => q.name);
      const poisoned = watched && tested.scope.find(watched.name)?.kind === "poison";
      if (watched && !poisoned && !known.includes(watched.name)) {
        context.fail("unknown-name", { name: watched.name }, watched.span, { help: `the losses and metrics are ${known.map((k) => `\`${k}\``).join(", ")}` });
      }
      return poison;
    });
  }
}
