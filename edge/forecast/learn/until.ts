import type { PastLives, PastMachine, PlantHistory } from "../../contracts/forecast/history.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { begunBy } from "./stays.ts";

/** The history as it was known at an instant: what began later is left out, what ended later is open still. */
export function historyUntil(history: PlantHistory, at: Micros): PlantHistory {
  const open = (time: Micros): Micros => (time <= at ? time : Number.NaN);
  return {
    from: history.from,
    to: Math.min(history.to, at),
    pieces: history.pieces.flatMap((piece) => {
      const stays = piece.stays.slice(0, begunBy(piece, at));
      if (stays.length === 0) return [];
      const operations = piece.operations.filter(({ start, end }) => start <= at || end <= at);
      return {
        ...piece,
        stays: stays.map(({ place, from, to }) => ({ place, from: open(from), to: open(to) })),
        operations: operations.map(({ station, start, end, verdict }) => ({
          station,
          start,
          end: open(end),
          verdict: end <= at ? verdict : "",
        })),
      };
    }),
    orders: history.orders.flatMap((order) => {
      const steps = order.steps.filter(({ time }) => time <= at);
      return steps.length === 0 ? [] : [{ ...order, steps }];
    }),
    ...(history.machines === undefined
      ? {}
      : { machines: history.machines.map((machine) => machineUntil(machine, at)) }),
    ...(history.lives === undefined ? {} : { lives: livesUntil(history.lives, at) }),
    ...(history.energy === undefined ? {} : { energy: history.energy.filter(({ knownFrom }) => knownFrom <= at) }),
    ...(history.islands === undefined ? {} : { islands: history.islands.filter(({ from }) => from <= at) }),
  };
}

/** For what begins now: the islands in force count, also where no report is as new as they are (rule IS17). */
export function withIslandsNow(history: PlantHistory, at: Micros): PlantHistory {
  const { islands = [] } = history;
  const inForce = islands.at(-1);
  if (inForce === undefined || inForce.from <= at) return history;
  return { ...history, islands: [...islands.filter(({ from }) => from <= at), { ...inForce, from: at }] };
}

function machineUntil({ machine, out, unknown, unplanned }: PastMachine, at: Micros): PastMachine {
  const begun = (stretches: PastMachine["out"]): PastMachine["out"] => stretches.filter(({ from }) => from <= at);
  return {
    machine,
    out: begun(out).map(({ from, to }) => ({ from, to: to <= at ? to : Number.NaN })),
    unknown: begun(unknown).map(({ from, to }) => ({ from, to: Math.min(to, at) })),
    ...(unplanned === undefined
      ? {}
      : { unplanned: begun(unplanned).map(({ from, to }) => ({ from, to: Math.min(to, at) })) }),
  };
}

function livesUntil({ knownFrom, parts }: PastLives, at: Micros): PastLives {
  return { knownFrom, parts: parts.map((part) => ({ ...part, said: part.said.filter((one) => one.at <= at) })) };
}
