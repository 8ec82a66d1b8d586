// A generated module: `node ours.mjs MODULE WORKLOAD OPTIONS`, where OPTIONS is JSON for `create`, or "own" in front of it for weights
// of its own instead of those that all programs draw.
import { pathToFileURL } from "node:url";
import { batchesOf, sizeOf } from "./batches.mjs";
import { takeTurns } from "./contestant.mjs";
import { modelOf, withWeights } from "./weights.mjs";

const [file, workload, options, own] = process.argv.slice(2);
const Model = await modelOf(pathToFileURL(file).href);
const model = await Model.create({ N: sizeOf(workload), seed: 1, ...JSON.parse(options) });
if (own !== "own") model.load(withWeights(model.save(), workload));
const { x, y } = batchesOf(workload);
let count = 0;
await takeTurns(() => model.train({ x, y: y[++count % 32] }).nll);
