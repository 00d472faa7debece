/** Fields of dispatch in the API. */
import {
  CONTROLS,
  type Dispatch,
  JOB_BLOCKS,
  JOB_DIFFERENCES,
  JOB_WAITS,
  NEXT_STATES,
  type NextJob,
  type StationJobs,
} from "../../../contracts/production/dispatch.ts";
import { type Static, type TSchema, Type } from "../../../contracts/schema.ts";
import { AssetUid, closed, orNull, Text } from "../../http/schemas.ts";
import { type GivenStep, OUTCOMES } from "../../services/production/dispatch.ts";
import { Difference, differenceEntry, Job, jobEntry, jobFields, Parameter } from "./job-fields.ts";

const Moment = Type.String({ description: "RFC 3339 in UTC with milliseconds." });
const said = <T extends TSchema>(kind: T, description: string) =>
  Type.Array(closed({ kind, text: Text }), { description });

export const InForce = closed({
  uid: Type.String({ description: "The stored schedule, which may have been deleted since." }),
  name: Type.String(),
  by: Type.String(),
  at: Moment,
  operations: Type.Integer(),
});

const Next = closed({
  jobId: Type.String({ description: "The name under which a machine gets it." }),
  order: Type.String(),
  step: Type.String(),
  productionOrder: Type.String({ description: "`order` may be what is left of it from a later step on." }),
  variant: Type.String(),
  operation: Type.String(),
  setUp: orNull(closed({ from: Type.String(), to: Type.String() }), "Set-up families; null: none that is known."),
  setUpStart: Moment,
  start: Moment,
  end: Moment,
  quantity: Type.Integer(),
  done: orNull(Type.Integer(), "Pieces that are done since the plan began; null: not known."),
  arrived: orNull(Type.Integer(), "Pieces that came through the steps before; null: not known."),
  atHand: orNull(Type.Integer(), "Raw pieces that are there for a first step; null: not known, or none is needed."),
  state: Type.Enum([...NEXT_STATES]),
  listed: orNull(closed({ ...jobFields, machine: Type.String() }), "As a machine lists it."),
  told: orNull(closed({ by: Type.String(), at: Moment }), "Who told the station, and when."),
  program: orNull(
    closed({
      id: Type.String(),
      line: orNull(Type.Integer(), "Line of `dispatch.programs`, from 1; null: the WorkMaster named as the variant."),
    }),
  ),
  parameters: Type.Array(Parameter),
  blocks: said(Type.Enum([...JOB_BLOCKS]), "Why it cannot be given."),
  waits: said(Type.Enum([...JOB_WAITS]), "What it would wait for; it can be given with `early`."),
});

const Station = closed({
  machine: Type.String(),
  assetUid: orNull(AssetUid),
  control: Type.Enum([...CONTROLS], { description: "unread: it cannot be read now, so that its jobs are unknown." }),
  why: orNull(Text, "Why it is not `jobs`."),
  readAt: orNull(Moment),
  jobs: Type.Array(Job, { description: "What the machine lists." }),
  most: orNull(Type.Number(), "Jobs that it takes."),
  makes: orNull(
    closed({ variant: Type.String(), order: Type.String(), since: Moment, isUnderWay: Type.Boolean() }),
    "By the record of pieces.",
  ),
  next: Type.Array(Next, { description: "In planned order, without what is done." }),
  more: Type.Integer({ description: "Operations behind these." }),
  differences: said(Type.Enum([...JOB_DIFFERENCES]), "How it differs from the plan."),
});

export const DispatchNow = closed({
  inForce: orNull(InForce),
  takenBack: orNull(closed({ name: Type.String(), by: Type.String(), at: Moment })),
  at: Moment,
  recordTo: orNull(Moment, "Newest report of a piece."),
  recordWhy: orNull(Text, "Why the record of pieces is not known."),
  stations: Type.Array(Station),
});

export function dispatchEntry({ stations, ...dispatch }: Dispatch): Static<typeof DispatchNow> {
  return { ...dispatch, stations: stations.map(stationEntry) };
}

function stationEntry({ jobs, next, differences, ...station }: StationJobs): Static<typeof Station> {
  return { ...station, jobs: jobs.map(jobEntry), next: next.map(nextEntry), differences: [...differences] };
}

function nextEntry({ listed, told, parameters, blocks, waits, ...job }: NextJob): Static<typeof Next> {
  return {
    ...job,
    listed: listed === null ? null : { ...jobEntry(listed), machine: listed.machine },
    told: told === null ? null : { by: told.by, at: told.at },
    parameters: [...parameters],
    blocks: [...blocks],
    waits: [...waits],
  };
}

export const Given = closed({
  machine: Type.String(),
  order: Type.String(),
  step: Type.String(),
  outcome: Type.Enum([...OUTCOMES]),
  job: orNull(Job, "As the machine reads it back."),
  differences: Type.Array(Difference),
  why: orNull(Text, "Why it was not given."),
  tookMs: Type.Integer({ description: "From the consent to the read-back." }),
});

export function givenEntry({ given, ...step }: GivenStep): Static<typeof Given> {
  const job = given?.job ?? null;
  return {
    ...step,
    job: job === null ? null : jobEntry(job),
    differences: (given?.differences ?? []).map(differenceEntry),
  };
}
