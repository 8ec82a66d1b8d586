import { error } from "./entry.ts";

export const syntaxCodes = {
};
