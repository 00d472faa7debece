/** Runs the edge of `mqtt-edge.ts` in the folder and on the broker of its arguments until it is killed; says "live" once every source has had a number. */
import { KINDS, startMqttEdge } from "./mqtt-edge.ts";

const edge = await startMqttEdge(process.argv[2] as string, process.argv[3] as string);
const timer = setInterval(() => {
  if (KINDS.some((kind) => edge.received(kind) === 0)) return;
  clearInterval(timer);
  process.stdout.write("live\n");
}, 5);
