import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type { NextJob, StationDifferenceKind, StationJobs, StationWork } from "../../contracts/production/dispatch.ts";
import type { JobList } from "../../contracts/production/machine-jobs.ts";
import { sentence } from "../problem-table.ts";
import type { PlannedJob, PlannedJobs } from "./planned-jobs.ts";

const MOST = 10;
const OVER = new Set(["ended", "aborted"]);

type Differences = StationJobs["differences"];

/** How a station differs from the plan: said, and never corrected (rule DI14). */
export function differencesOf(of: {
  readonly makes: Omit<StationWork, "since"> | undefined;
  /** What the plan has for it still. */
  readonly open: readonly PlannedJob[];
  readonly jobs: readonly NextJob[];
  readonly list: JobList | null;
  readonly planned: PlannedJobs;
  readonly nowMs: number;
}): Differences {
  // Without a plan nothing can differ from it.
  if (of.planned.byMachine.size === 0) return [];
  return [...workOf(of), ...unplannedOf(of), ...of.jobs.flatMap(fieldsOf)].slice(0, MOST);
}

function say(kind: StationDifferenceKind, text: LocalizedText): Differences[number] {
  return { kind, text };
}

/** What it makes against what is planned for now: all that should have begun, else what comes first. */
function workOf({ makes, open, nowMs }: Parameters<typeof differencesOf>[0]): Differences {
  if (makes === undefined || !makes.isUnderWay) return [];
  const due = open.filter(({ setUpStart }) => setUpStart <= nowMs);
  const planned = due.length > 0 ? due : open.slice(0, 1);
  const isPlanned = planned.some(({ productionOrder, variant }) =>
    makes.order === "" ? variant === makes.variant : productionOrder === makes.order,
  );
  if (isPlanned) return [];
  const [first] = planned;
  const { variant, order } = makes;
  if (first === undefined)
    return [say("makes-other", sentence("dispatch-makes-unplanned", { variant, order }).message)];
  const plan = { planned: first.order, plannedVariant: first.variant };
  return [say("makes-other", sentence("dispatch-makes-other", { variant, order, ...plan }).message)];
}

/** Jobs in its list that are neither the plan's nor of an order that the plan has for it. */
function unplannedOf({ list, open, planned }: Parameters<typeof differencesOf>[0]): Differences {
  const orders = new Set(open.map(({ productionOrder }) => productionOrder));
  return (list?.jobs ?? [])
    .filter(({ jobId, order, state }) => !(OVER.has(state) || planned.byId.has(jobId) || orders.has(order ?? "")))
    .map(({ jobId: job, program }) =>
      say("unplanned-job", sentence("dispatch-unplanned-job", { job, program: program ?? "?" }).message),
    );
}

/** A job that was given, against the plan as it is now: given ones keep what they are (rule DI9). */
function fieldsOf({ jobId: job, listed, program, productionOrder, quantity, done }: NextJob): Differences {
  if (listed === null || OVER.has(listed.state)) return [];
  const found: Differences[number][] = [];
  if (program !== null && listed.program !== null && listed.program !== program.id) {
    const params = { job, read: listed.program, planned: program.id };
    found.push(say("other-program", sentence("dispatch-other-program", params).message));
  }
  if (listed.order !== null && listed.order !== productionOrder) {
    const params = { job, read: listed.order, planned: productionOrder };
    found.push(say("other-order", sentence("dispatch-other-order", params).message));
  }
  // It was given for what was left then.
  const isOther =
    listed.quantity !== null && (listed.quantity > quantity || listed.quantity < quantity - (done ?? quantity));
  if (isOther) {
    const params = { job, read: listed.quantity ?? 0, planned: quantity };
    found.push(say("other-quantity", sentence("dispatch-other-quantity", params).message));
  }
  return found;
}
