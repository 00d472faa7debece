/** The past of an edge as the embedded historian answers it, from the ClickHouse of its hub (rule HU25). */
import type { WaveformReader } from "../../../contracts/path/waveform-reader.ts";
import { LiveTail } from "../../../historian/live-tail.ts";
import { StoreHistorian } from "../../../historian/remote/store-historian.ts";
import type { EdgeHistory } from "../hub-store.ts";
import { LogQuestions } from "./log-questions.ts";
import type { ClickHouseServer } from "./server.ts";
import { StoredPlant } from "./stored-plant.ts";
import { StoredSamples } from "./stored-samples.ts";

/** What the database has of the log with this key. */
export function historyOf(server: ClickHouseServer, log: bigint): EdgeHistory {
  const questions = new LogQuestions(server, log);
  const plant = new StoredPlant(questions);
  const historian = new StoreHistorian(new StoredSamples(questions), new LiveTail(), () => Date.now() * 1000);
  return { historian, events: plant, replay: plant, waveforms: NO_WAVEFORMS };
}

/** The database has samples and events; waveforms are in the copy of the log alone. */
const NO_WAVEFORMS: WaveformReader = { waveforms: async () => [], waveform: async () => undefined };
