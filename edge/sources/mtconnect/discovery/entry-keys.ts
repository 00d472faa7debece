import { UNAVAILABLE } from "../observations/observation.ts";
import { readStreams } from "../observations/read-streams.ts";

/** Entries of one data set for which tags are proposed. */
const MOST_ENTRIES = 50;

/** An entry of a data set, or a cell of a table, as the agent has it now. */
export interface FoundEntry {
  readonly entry: string;
  readonly cell?: string;
  readonly isNumber: boolean;
}

/** Entries by data item, from the document `current`. */
export function entryKeys(current: string): ReadonlyMap<string, readonly FoundEntry[]> {
  const found = new Map<string, FoundEntry[]>();
  readStreams(current, {
    header: () => undefined,
    observation: (observation) => {
      if (observation.category === "condition" || observation.attribute("count") === undefined) return;
      const own: FoundEntry[] = [];
      found.set(observation.dataItem, own);
      observation.entries((key, removed, text) => {
        if (removed || own.length >= MOST_ENTRIES) return;
        const [entry = "", cell] = key.split("\n");
        const isNumber = text !== "" && text !== UNAVAILABLE && Number.isFinite(Number(text));
        own.push({ entry, ...(cell === undefined ? {} : { cell }), isNumber });
      });
    },
  });
  return found;
}
