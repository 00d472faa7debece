/**
 * Entry of the thread that streams a run: first its head, then each block when the reader has asked for one, then the
 * end. A wrong option ends the thread with its message.
 */
import { parentPort, workerData } from "node:worker_threads";
import type { PlantCommand } from "../../plants/machining/commands.ts";
import { scenarioOf } from "../../usage.ts";
import { transferOf } from "./block.ts";
import { PlantStream, type SampledTags, withoutFaults } from "./plant-stream.ts";

/** Data of the thread. */
interface Ordered {
  /** Name or file. */
  readonly scenario: string;
  readonly seed: number;
  readonly hours: number;
  /** Names of faults that are left out. */
  readonly without: "all" | readonly string[];
  readonly waveforms: boolean;
  readonly only?: SampledTags;
  readonly scene?: boolean;
}

const port = parentPort as NonNullable<typeof parentPort>;
const { scenario, seed, hours, without, waveforms, only, scene } = workerData as Ordered;
const stream = new PlantStream({
  scenario: withoutFaults(scenarioOf(scenario, process.env), without),
  seed,
  hours,
  waveforms,
  ...(only === undefined ? {} : { only }),
  ...(scene === undefined ? {} : { scene }),
});
port.postMessage({ head: stream.head });
const blocks = stream.blocks();
port.on("message", (message: "next" | { readonly command: PlantCommand }) => {
  if (message !== "next") {
    stream.command(message.command);
    return;
  }
  const { value, done } = blocks.next();
  if (done === true) {
    port.postMessage({ end: true });
    port.close();
  } else port.postMessage({ block: value }, transferOf(value));
});
