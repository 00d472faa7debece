/**
 * Runs the edge of `edge.ts` in the folder and on the broker of its arguments until it is killed; prints "live" once a
 * number of every source is on disk, and the audit's account of it.
 */
import { KINDS, startMqttEdge } from "./edge.ts";

const edge = await startMqttEdge(process.argv[2] as string, process.argv[3] as string);
const timer = setInterval(() => {
  if (!KINDS.every((kind) => edge.hasStored(kind))) return;
  clearInterval(timer);
  void edge.audit.close().then(() => process.stdout.write("live\n"));
}, 5);
