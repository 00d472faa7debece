/** The past of an edge as the embedded historian answers it, from the ClickHouse of its hub (rule HU25). */
import { LiveTail } from "../../../historian/live-tail.ts";
import { StoreHistorian } from "../../../historian/remote/store-historian.ts";
import type { EdgeHistory } from "../hub-store.ts";
import { LogQuestions } from "./log-questions.ts";
import type { Kept } from "./retention.ts";
import type { ClickHouseServer } from "./server.ts";
import { StoredPlant } from "./stored-plant.ts";
import { StoredSamples } from "./stored-samples.ts";
import { StoredWaveforms } from "./stored-waveforms.ts";

/** What the database has of the log with this key. */
export function historyOf(server: ClickHouseServer, log: bigint, kept: Kept): EdgeHistory {
  const questions = new LogQuestions(server, log);
  const plant = new StoredPlant(questions);
  const historian = new StoreHistorian(new StoredSamples(questions, kept), new LiveTail(), () => Date.now() * 1000);
  return { historian, events: plant, replay: plant, waveforms: new StoredWaveforms(questions) };
}
