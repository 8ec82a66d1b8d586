import type { Entry } from "./entry.ts";
import { commandCodes } from "./command.ts";
import { dataCodes } from "./data.ts";
import { modelCodes } from "./models.ts";
import { nameCodes } from "./names.ts";
import { shapeCodes } from "./shapes.ts";
import { syntaxCodes } from "./syntax.ts";
import { trainingCodes } from "./training.ts";

/** Every code there is, by the part of the program that finds it. */
export const catalogue = { ...syntaxCodes, ...nameCodes, ...shapeCodes, ...modelCodes, ...trainingCodes, ...dataCodes, ...commandCodes };

export type Code = keyof typeof catalogue;

/** The parameters that the message of a code needs. */
export type Parameters<C extends Code> = (typeof catalogue)[C] extends Entry<infer P> ? P : never;
