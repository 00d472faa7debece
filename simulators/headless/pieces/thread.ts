/** Entry of the thread that makes runs of pieces: the kinds of causes first, then a run for each order. */
import { parentPort } from "node:worker_threads";
import { CAUSE_KINDS } from "./cause-kinds.ts";
import { type PieceRunOrder, runPieces } from "./piece-run.ts";

const port = parentPort as NonNullable<typeof parentPort>;
port.postMessage({ kinds: CAUSE_KINDS.map(({ name }) => name) });
port.on("message", (order: PieceRunOrder) => port.postMessage({ run: runPieces(order) }));
