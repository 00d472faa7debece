/** The schedule in force as jobs of stations: put in force, looked at, given by a person (docs/dispatch.md). */
import { causeInWords, causeOf } from "../../../contracts/alerts/causes.ts";
import { EdgeError, type EdgeErrorCode } from "../../../contracts/errors.ts";
import type { LocalizedText } from "../../../contracts/plant/tag.ts";
import type {
  Dispatch,
  DispatchBook,
  InForce,
  NextJob,
  StationJobs,
  WantedStep,
} from "../../../contracts/production/dispatch.ts";
import type { GivenJob } from "../../../contracts/production/machine-jobs.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord, refusalOnRecord } from "../on-record.ts";
import { giveJob, type JobDeps } from "./jobs.ts";

export interface DispatchDeps extends JobDeps {
  /** Absent where the edge makes no schedules. */
  readonly dispatch?: DispatchBook;
}

/** What each station makes next; machines are asked now. Throws EdgeError `unavailable`. */
export async function dispatchNow(deps: DispatchDeps, caller: Caller): Promise<Dispatch> {
  demand(caller, "GET /api/v1/dispatch");
  return await bookIn(deps).now();
}

/** Puts a stored schedule in force. Throws EdgeError `not-found`, `conflict` while it is not made. */
export async function putInForce(deps: DispatchDeps, caller: Caller, uid: string): Promise<InForce> {
  demand(caller, "POST /api/v1/dispatch");
  const principal = principalFrom(caller);
  const act = { principal, action: "dispatch.put" };
  const put = await refusalOnRecord(deps.journal, { ...act, target: uid }, () =>
    bookIn(deps).putInForce(uid, principal.user),
  );
  await deps.journal.record({ ...act, target: `${put.name} (${uid})`, result: "done" });
  return put;
}

/** Throws EdgeError `conflict` where none is in force. */
export async function takeBackSchedule(deps: DispatchDeps, caller: Caller): Promise<InForce> {
  demand(caller, "DELETE /api/v1/dispatch");
  const principal = principalFrom(caller);
  const act = { principal, action: "dispatch.take-back" };
  const taken = await refusalOnRecord(deps.journal, { ...act, target: "schedule in force" }, () =>
    bookIn(deps).takeBack(principal.user),
  );
  await deps.journal.record({ ...act, target: `${taken.name} (${taken.uid})`, result: "done" });
  return taken;
}

/** Records that a person told a station what to make. Throws EdgeError `not-found`, `conflict`. */
export async function tellStation(deps: DispatchDeps, caller: Caller, wanted: WantedStep): Promise<void> {
  demand(caller, "POST /api/v1/dispatch/told");
  const principal = principalFrom(caller);
  const target = `${wanted.machine} ${wanted.order}, ${wanted.step}`;
  await onRecord(deps.journal, { principal, action: "dispatch.tell", target }, () =>
    bookIn(deps).tell(wanted, principal.user),
  );
}

/** What became of one job. `not-sent`: the link is cut. `unknown`: no answer came, and the machine may have it. */
export const OUTCOMES = ["given", "differs", "not-read-back", "refused", "not-sent", "unknown"] as const;

export interface GivenStep extends WantedStep {
  readonly outcome: (typeof OUTCOMES)[number];
  /** What it got, and what it reads back. */
  readonly given: GivenJob | null;
  /** Why it was not given. */
  readonly why: LocalizedText | null;
  /** From the request to the read-back. */
  readonly tookMs: number;
}

interface WantedJobs {
  /** The schedule in force that the person saw. */
  readonly schedule: string;
  readonly jobs: readonly WantedStep[];
  /** Also what would wait at the machine. */
  readonly isEarly: boolean;
}

/**
 * Gives jobs of the schedule in force to their machines, each read back and on record; one that fails keeps none of the
 * others back (rule DI12). Throws EdgeError `conflict` where another schedule is in force.
 */
export async function givePlanned(
  deps: DispatchDeps,
  caller: Caller,
  { schedule, jobs, isEarly }: WantedJobs,
): Promise<readonly GivenStep[]> {
  demand(caller, "POST /api/v1/dispatch/jobs");
  const { inForce, stations } = await bookIn(deps).now();
  if (inForce === null) throw new EdgeError("conflict", "No schedule is in force. Put one in force first.");
  if (inForce.uid !== schedule)
    throw new EdgeError("conflict", "Another schedule is in force by now. Look at its jobs first.");
  const of = new Map(stations.map((station) => [station.machine, station]));
  const give = async (machine: string, wanted: readonly WantedStep[]): Promise<readonly GivenStep[]> => {
    const station = of.get(machine);
    const given: GivenStep[] = [];
    // In planned order, because a machine takes equal priorities in the order in which they come.
    const next = station?.next ?? [];
    const place = (one: WantedStep): number => next.findIndex((job) => isSame(job, one));
    for (const one of wanted.toSorted((a, b) => place(a) - place(b)))
      given.push(await giveOne(deps, caller, { station, wanted: one, together: wanted, isEarly }));
    return given;
  };
  const machines = Map.groupBy(jobs, ({ machine }) => machine);
  return (await Promise.all([...machines].map(([machine, wanted]) => give(machine, wanted)))).flat();
}

async function giveOne(
  deps: DispatchDeps,
  caller: Caller,
  of: {
    readonly station: StationJobs | undefined;
    readonly wanted: WantedStep;
    readonly together: readonly WantedStep[];
    readonly isEarly: boolean;
  },
): Promise<GivenStep> {
  const { station, wanted } = of;
  const { machine, order, step } = wanted;
  const from = performance.now();
  const took = (): number => Math.round(performance.now() - from);
  const job = station?.next.find((one) => isSame(one, wanted));
  const blocked = blockOf(of, job);
  if (blocked !== undefined || job === undefined || station === undefined || station.assetUid === null) {
    const why = blocked ?? notNext(wanted);
    const act = { principal: principalFrom(caller), action: "job.give", target: `${machine} ${order}, ${step}` };
    await deps.journal.record({ ...act, result: "refused", reason: why.en });
    return { machine, order, step, outcome: "refused", given: null, why, tookMs: took() };
  }
  try {
    const given = await giveJob(deps, caller, { asset: station.assetUid, job: orderOf(job), isStarted: true });
    const outcome = !given.isReadBack ? "not-read-back" : given.differences.length > 0 ? "differs" : "given";
    return { machine, order, step, outcome, given, why: null, tookMs: took() };
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code === "disk") throw error;
    const { en, zh } = causeInWords(causeOf(error));
    return { machine, order, step, outcome: outcomeOf(error.code), given: null, why: { en, zh }, tookMs: took() };
  }
}

/** What is left of it; nothing is known of what is done where the record is not. */
function orderOf({ jobId, program, parameters, productionOrder, quantity, done }: NextJob) {
  const left = Math.max(1, quantity - (done ?? 0));
  return { jobId, program: program?.id ?? "", order: productionOrder, quantity: left, priority: 0, parameters };
}

/** What keeps it back; undefined: nothing. A job whose turn comes after others waits for none that goes with it. */
function blockOf(
  { station, together, isEarly }: Parameters<typeof giveOne>[2],
  job: NextJob | undefined,
): LocalizedText | undefined {
  if (job === undefined || station === undefined) return undefined;
  const before = station.next.slice(0, station.next.indexOf(job));
  const isTurn = before.every((one) => one.state !== "open" || together.some((wanted) => isSame(one, wanted)));
  const waits = isEarly ? [] : job.waits.filter(({ kind }) => kind !== "turn" || !isTurn);
  const [first] = [...job.blocks, ...waits];
  if (first === undefined) return undefined;
  return { en: `The job was not sent: ${first.text.en}`, zh: `作业未下达：${first.text.zh}` };
}

function notNext({ machine, order, step }: WantedStep): LocalizedText {
  const error = new EdgeError(
    "not-found",
    `${order}, ${step} is not among the next jobs of ${machine}. Look again: it may be made, or planned elsewhere.`,
  );
  const { en, zh } = causeInWords(causeOf(error));
  return { en, zh };
}

function outcomeOf(code: EdgeErrorCode): GivenStep["outcome"] {
  if (code === "link-lost") return "unknown";
  return code === "unavailable" ? "not-sent" : "refused";
}

function isSame(one: Pick<WantedStep, "order" | "step">, other: Pick<WantedStep, "order" | "step">): boolean {
  return one.order === other.order && one.step === other.step;
}

function bookIn({ dispatch }: DispatchDeps): DispatchBook {
  if (dispatch === undefined) throw new EdgeError("unavailable", "This edge makes no schedules.");
  return dispatch;
}
