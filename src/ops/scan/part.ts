import { tuple } from "../../types/tensor.ts";
import { number } from "../attributes.ts";
import type { Op } from "../op.ts";
import { unsupported } from "../rules.ts";
import { simplifyPart } from "./part-laws.ts";
import { given, N, real, sample } from "../samples.ts";

/** The only reader of tuples. Its cotangent is one part of that of the tuple, which differentiation puts together. */
export const part: Op = {
  name: "part",
  family: "scan",
  doc: "One value of a tuple.",
  spec: "get_tuple_element",
  traits: { part: true },
  type: ([from], attributes) => {
    const index = number(attributes, "index");
    const parts = from!.parts ?? unsupported("only a tuple has parts");
    return parts[index] ?? unsupported(`there is no part ${index} of ${parts.length}`);
  },
  reference: ([from], { attributes }) => from!.parts![number(attributes, "index")]!,
  simplify: simplifyPart,
  equation: ([from]) => from!,
  samples: [sample([given(tuple([real([N, 3]).type, real([]).type]), { kind: "real", low: 0, high: 1 })], { index: 0 })],
};
