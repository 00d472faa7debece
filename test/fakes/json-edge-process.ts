/** Runs the edge of `json-edge.ts` in the folder and on the broker of its arguments until it is killed; says "live" at its first message. */
import { startJsonEdge } from "./json-edge.ts";

const edge = await startJsonEdge(process.argv[2] as string, process.argv[3] as string);
const timer = setInterval(() => {
  if (edge.counters.received === 0) return;
  clearInterval(timer);
  process.stdout.write("live\n");
}, 5);
