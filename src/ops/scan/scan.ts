import { Size } from "../../types/size.ts";
import { called } from "../equation.ts";
import { flopsOf } from "../flops.ts";
import type { Op } from "../op.ts";
import { collectFromScan } from "./collect.ts";
import { hoistFromScan } from "./hoist.ts";
import { scanAttributes } from "./layout.ts";
import { pruneScan } from "./prune.ts";
import { scanReference } from "./reference.ts";
import { recurrent } from "./sample.ts";
import { segmentScan } from "./segment.ts";
import { simplifyScan } from "./simplify.ts";
import { spreadFromScan } from "./spread.ts";
import { scanType } from "./type.ts";
import { scanVjp } from "./vjp.ts";

/**
 * A loop over positions: inputs are the carries' first values, the scanned elements, and outer values. Its region says,
 * for one position, what the carries become and what is yielded. The result is a tuple: the carries' last values, then
 * the yields of all positions, stacked.
 */
export const scan: Op = {
  name: "scan",
  family: "scan",
  doc: "Runs its region once for each position: carries go from each to the next, yields are stacked. A tuple of the last carries and the stacks.",
  spec: "while",
  traits: { region: true },
  type: (inputs, attributes, _, region) => scanType(inputs, attributes, region),
  reference: scanReference,
  regionVjp: scanVjp,
  simplify: simplifyScan,
  prune: pruneScan,
  hoist: hoistFromScan,
  spread: spreadFromScan,
  collect: collectFromScan,
  segment: segmentScan,
  flops: (_inputs, _type, attributes, region) => {
    const once = (region?.nodes ?? []).reduce((sum, node) => sum.add(flopsOf(node)), Size.of(0));
    return once.mul(scanAttributes(attributes).extent);
  },
  equation: called("scan"),
  samples: [recurrent],
};
