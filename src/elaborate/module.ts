import type { Graph, Module, Requirement } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { orPoison } from "./apply.ts";
import { follow, withAverages } from "./average.ts";
import { clock } from "./clock.ts";
import { splits } from "./data.ts";
import { firstAt } from "./duplicate.ts";
import { declarationOf, evaluateModel, type Evaluated, type ModelState } from "./model.ts";
import { train, type Trained } from "./phase.ts";
import { measure } from "./program.ts";
import { strongest } from "./requirements.ts";
import { keyword } from "./trained.ts";
import { checkTurn, inTurn } from "./turns.ts";
import { poison } from "./value.ts";

/** All programs of one model, without its data. The graphs still hold `gradient` nodes, and nodes that their results do not need. */
export function buildModule(state: ModelState): Omit<Module, "data"> {
  const tested = evaluateModel(state, "evaluate");
  const phases: { readonly evaluated: Evaluated; readonly trained: Trained; readonly suffix: string }[] = [];
  const requirements: Requirement[] = [...tested.requirements];
  const blocks = state.declaration.body.filter((item) => item.kind === "train");
  checkPhases(tested, blocks);
  for (const block of blocks) {
    const suffix = block.name ? `.${block.name.name}` : "";
    const evaluated = evaluateModel(state, `train${suffix}`, block);
    requirements.push(...evaluated.requirements);
    orPoison(() => {
      phases.push({ evaluated, trained: train(evaluated.context, block, evaluated.scope, suffix, evaluated), suffix });
      return poison;
    });
  }
  // Only now is it known of which parameters there are averages.
  for (const { evaluated: { context }, trained: { update, parameters } } of phases) context.within({ program: update }, () => follow(context, parameters));
  const programs: Graph[] = [
    withAverages(tested.context.program.graph("predict", tested.outputs, []), state.storages),
    withAverages(tested.context.program.graph("evaluate", [...tested.losses, ...tested.metrics], []), state.storages),
    ...measuringProgram(state, tested),
    ...phases.flatMap(({ evaluated: { context: { program }, losses, metrics }, trained: { update } }) => [program.graph(program.name, [...losses, ...metrics]), ...(update === program ? [] : [update.graph()])]),
  ];
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
    phases: inTurn(phases.map(({ trained }) => trained.phase)),
    requirements: strongest(requirements),
    programs: [state.init.graph("init", []), ...programs],
    checks: phases.map(({ evaluated: { context }, trained: { phase, gradients }, suffix }) => ({ phase: phase.name, graph: context.program.graph(`gradient${suffix}`, gradients, []) })),
    weights: state.root.loaded().flatMap(({ path, from }) => (from ? [{ part: path, file: from.value, origin: { name: path, span: from.span } }] : [])),
  };
}

/** What layers do `if measuring`, and nothing else that they would do at any time. */
function measuringProgram(state: ModelState, tested: Evaluated): Graph[] {
  if (!tested.context.program.measures) return [];
  const { program } = evaluateModel(state, measure).context;
  const usual = new Set(tested.context.program.updates().map(({ storage }) => storage));
  return [program.graph(measure, [], program.updates().filter(({ storage }) => !usual.has(storage)))];
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
      const earlier = [...seen.keys()];
      seen.set(name, block);
      checkTurn(context, block, earlier);
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
