/** What an edge would have recorded of the states of machines. */
import { join } from "node:path";
import { createLog } from "../../edge/observe/log.ts";
import { STREAMS } from "../../edge/production/state/machine-record.ts";
import { StateStore, type Write } from "../../edge/production/state/state-store.ts";
import { INTO } from "../../edge/production/state/unwritten.ts";
import { START_US } from "./forecast-history.ts";

/** What a machine reported: seconds from the begin of the history, item state and mode. */
export type Reported = readonly [second: number, itemState: number, mode: number];

/** The record of machine states, by uid. */
export function recordStates(folder: string, reports: Readonly<Record<string, readonly Reported[]>>): void {
  const store = new StateStore(join(folder, "production", "states.db"), createLog({ level: "silent" }));
  const codes = store.machineCodes(Object.keys(reports));
  const stream = (name: (typeof STREAMS)[number]): number => STREAMS.indexOf(name);
  store.write(
    Object.entries(reports).flatMap(([uid, values]) =>
      values.flatMap(([second, itemState, mode]): Write[] => {
        const [code, time] = [codes.get(uid) as number, START_US + second * 1e6];
        return [
          [INTO.change, code, stream("itemState"), time, itemState],
          [INTO.change, code, stream("mode"), time, mode],
        ];
      }),
    ),
  );
  store.close();
}
