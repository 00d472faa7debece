/** Compares what controller and agent made with what the edge stored or declared. */
import type { GapRecord } from "../../../edge/contracts/path/event-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { openSnapshot } from "../../../edge/historian/archive/snapshot.ts";
import { LocalHistorian } from "../../../edge/historian/embedded/local-historian.ts";
import { readPlantFile } from "../../../edge/model/plant-file.ts";
import { ITEMS } from "../../fakes/mtconnect/mill.ts";
import { AGENT_TAG, type MachinesPlant, PLC_TAG } from "./plant.ts";

const EVERYTHING = { from: 0, to: 4e15 } as const;
const MOST = 10_000_000;
const MOST_EXAMPLES = 5;
/**
 * A controller numbers nothing, so an answer that a killed or paused edge did not commit cannot come again. The log
 * commits at least this often.
 */
const UNCOMMITTED_MS = 1_500;
/** Ends of gaps are cut to milliseconds. */
const ROUNDED_US = 1_000;

export interface Account {
  readonly what: string;
  readonly made: number;
  readonly stored: number;
  readonly declared: number;
  /** Answers of the controller that never reached the log: damaged ones, and those just before the edge was killed. */
  readonly unheard: number;
  readonly undeclared: number;
  readonly spurious: number;
  readonly doubled: number;
  readonly examples: readonly string[];
}

export async function accountsOf(plant: MachinesPlant, ends: readonly number[]): Promise<readonly Account[]> {
  const { dataDir } = plant.edge;
  await using store = await openSnapshot(dataDir);
  const history = new LocalHistorian(store);
  const refs = new Map<string, TagRef>(readPlantFile(dataDir).tags.map(({ tagUid, ref }) => [tagUid, ref]));
  const numbersOf = async (tagUid: string): Promise<readonly number[]> => {
    const { values } = await history.raw(refs.get(tagUid) as TagRef, EVERYTHING.from, EVERYTHING.to, MOST);
    return values.filter((value) => value !== null && !Number.isNaN(value)) as number[];
  };
  const events = await history.events({ ...EVERYTHING, type: "gap.declared", limit: MOST });
  const gaps = events.map(({ payload }) => payload as unknown as GapRecord);
  return [
    controllerAccount(plant, await numbersOf(PLC_TAG), ends),
    agentAccount(plant, await numbersOf(AGENT_TAG), gaps),
  ];
}

/** Answers that came whole, and long enough before an end of the edge, are stored. */
function controllerAccount({ answers }: MachinesPlant, numbers: readonly number[], ends: readonly number[]): Account {
  const stored = new Set(numbers);
  const absent = answers.filter(({ number }) => !stored.has(number));
  const undeclared = absent.filter(
    ({ timeMs, isWhole }) =>
      isWhole && !ends.some((endMs) => timeMs > endMs - UNCOMMITTED_MS && timeMs <= endMs + UNCOMMITTED_MS),
  );
  return {
    ...{ what: "S7 controller", made: answers.length, stored: stored.size, declared: 0 },
    unheard: absent.length - undeclared.length,
    undeclared: undeclared.length,
    spurious: [...stored].filter((number) => number < 1 || number > answers.length).length,
    doubled: numbers.length - stored.size,
    examples: undeclared.slice(0, MOST_EXAMPLES).map(({ number, timeMs }) => `${number} at ${timeMs}`),
  };
}

function agentAccount({ agent }: MachinesPlant, numbers: readonly number[], gaps: readonly GapRecord[]): Account {
  const stored = new Set(numbers);
  // A stranger's buffer is not read: an agent that the edge has never seen begins with its state.
  const first = Math.min(...numbers);
  const every = agent.made.filter(({ item, content }) => item.id === ITEMS.x.id && content !== "UNAVAILABLE");
  const made = every.filter(({ content }) => Number(content) >= first);
  const absent = made.filter(({ content }) => !stored.has(Number(content)));
  const undeclared = absent.filter(({ timestamp }) => {
    const time = Date.parse(timestamp) * 1000;
    return !gaps.some(({ from, to }) => from <= time + ROUNDED_US && time <= to + ROUNDED_US);
  });
  return {
    ...{ what: "MTConnect agent", made: made.length, stored: stored.size, unheard: 0 },
    declared: absent.length - undeclared.length,
    undeclared: undeclared.length,
    spurious: [...stored].filter((number) => !every.some(({ content }) => Number(content) === number)).length,
    doubled: numbers.length - stored.size,
    examples: undeclared.slice(0, MOST_EXAMPLES).map(({ content, timestamp }) => `${content} at ${timestamp}`),
  };
}
