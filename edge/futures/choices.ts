import { ImpossiblePlant } from "../contracts/forecast/description.ts";
import type { ForecastChoices } from "../contracts/forecast/forecasts.ts";
import { learn } from "../forecast/learn/learn.ts";
import { compile } from "../forecast/model/compile.ts";
import { flowOf } from "../forecast/model/flow.ts";
import { snapshotAt } from "../forecast/model/snapshot-at.ts";
import { startState } from "../forecast/model/start-state.ts";
import { knownAt, LEARN_FROM_S, LEAST_S } from "../forecast/whatif/answer.ts";
import { newestInstant } from "./answer-asked.ts";
import { readRecord } from "./record-of-pieces.ts";
import type { FutureTask } from "./task.ts";

const SHIFT_S = 8 * 3600;

/** What a question may name that starts now. */
export function choicesNow({ dataDir, description }: FutureTask): ForecastChoices {
  const history = readRecord(dataDir, description, { forS: LEARN_FROM_S });
  const none = { leastS: LEAST_S, plan: null, problems: [] };
  if (history === undefined) return { record: null, ...none };
  const record = { from: history.from, to: history.to };
  const at = newestInstant(history);
  if (at < history.from + LEAST_S * 1e6) return { record, ...none };
  try {
    const flow = flowOf(description);
    const known = knownAt(history, at);
    const sources = { description, flow, learnt: learn(known, flow) };
    const plan = compile(sources, { at, horizonS: SHIFT_S });
    const { state } = startState(snapshotAt(known, flow, at), sources, plan, true);
    const labelsOf = (...kinds: readonly string[]) => plan.places.filter(({ kind }) => kinds.includes(kind));
    const places = labelsOf("buffer", "belt").flatMap((one) =>
      one.kind === "buffer" || one.kind === "belt"
        ? [{ label: one.label, capacity: Number.isFinite(one.capacity) ? one.capacity : null }]
        : [],
    );
    return {
      record,
      leastS: LEAST_S,
      problems: [],
      plan: {
        machines: unique(labelsOf("station").map(({ label }) => label)),
        belts: unique(labelsOf("belt").map(({ label }) => label)),
        places: [...new Map(places.map((one) => [one.label, one])).values()],
        lanes: [...new Map(plan.lanes.map(({ from, load }) => [plan.places[from]?.label ?? "", load]))].map(
          ([from, load]) => ({ from, load }),
        ),
        spots: (plan.layout?.movable ?? []).flatMap((label) => {
          const spot = plan.layout?.standsAt(label);
          return spot === undefined ? [] : [{ label, x: spot[0], y: spot[1] }];
        }),
        vehicles: plan.vehicles,
        variants: plan.variants,
        lives: (state.lives ?? []).map(({ machine, component }) => ({ machine, component })),
        crews: (plan.crews ?? []).map(({ id }) => id),
        orders: state.orders.map(({ name, dueS, isBegun = false }) => ({
          order: name,
          due: Number.isFinite(dueS) ? at + dueS * 1e6 : null,
          isBegun,
        })),
      },
    };
  } catch (error) {
    if (error instanceof ImpossiblePlant) return { record, ...none, problems: error.problems };
    throw error;
  }
}

function unique(labels: readonly string[]): readonly string[] {
  return [...new Set(labels)].sort();
}
