import { attention } from "./library/attention.ts";
import { convolutions } from "./library/convolutions.ts";
import { normalization } from "./library/normalization.ts";
import { pooling } from "./library/pooling.ts";
import { recurrent } from "./library/recurrent.ts";
import type { Piece } from "./piece.ts";

/** Layers of the library: what may stand in a model or in a layer. */
export const library: readonly Piece[] = [...convolutions, ...pooling, ...normalization, ...recurrent, ...attention];
