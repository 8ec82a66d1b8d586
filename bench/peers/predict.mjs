// A generated module, one example at a time: `node predict.mjs MODULE WORKLOAD`.
import { pathToFileURL } from "node:url";
import { normal, takeTurns } from "./contestant.mjs";
import { modelOf, withWeights } from "./weights.mjs";

const [file, workload] = process.argv.slice(2);
const Model = await modelOf(pathToFileURL(file).href);
const model = await Model.create({ seed: 1 });
model.load(withWeights(model.save(), workload));
const x = normal(784);
await takeTurns(() => model.predict({ x }).scores[0]);
