/** Next jobs of stations, as the fake edge of the viewer answers: each state, what blocks, consent, changeovers. */
import type {
  Dispatch,
  InForce,
  NextJob,
  StationJobs,
  WantedStep,
} from "../../../edge/contracts/production/dispatch.ts";
import { iso } from "./made-schedule.ts";

const HOUR_MS = 3600_000;

export interface FakeDispatch {
  inForce: InForce | null;
  takenBack: Dispatch["takenBack"];
  readonly given: Set<string>;
  readonly told: Set<string>;
  /** Names of jobs that were cleared at their machine. */
  readonly cleared: Set<string>;
}

export function fakeDispatch(nowMs: number): FakeDispatch {
  const inForce = { uid: "00000000-0000-4000-9000-000000000001", name: "Week 49", by: "li", operations: 320 };
  return {
    inForce: { ...inForce, at: iso(nowMs - HOUR_MS) },
    takenBack: null,
    given: new Set(),
    told: new Set(),
    cleared: new Set(),
  };
}

const same = (en: string, zh: string) => ({ en, zh });
const keyOf = ({ machine, order, step }: WantedStep): string => `${machine} ${order} ${step}`;

interface Row {
  readonly machine: string;
  readonly control?: StationJobs["control"];
  readonly why?: StationJobs["why"];
  readonly makes?: StationJobs["makes"];
  readonly differences?: StationJobs["differences"];
  readonly next: readonly Partial<NextJob>[];
}

function stations(state: FakeDispatch, nowMs: number): readonly StationJobs[] {
  const makes = { variant: "PH-65A", order: "ORD-4101", since: iso(nowMs - 90_000), isUnderWay: true };
  const rows: readonly Row[] = [
    {
      machine: "CNC-201",
      makes,
      next: [
        {
          state: "running",
          done: 12,
          arrived: 30,
          blocks: [{ kind: "given", text: same("the machine has it already", "设备已有此作业") }],
        },
        { arrived: null, atHand: 12 },
      ],
    },
    {
      machine: "CNC-202",
      makes: { ...makes, variant: "PH-80B", order: "ORD-4077" },
      differences: [
        {
          kind: "makes-other",
          text: same(
            "it makes PH-80B (ORD-4077); the plan has PH-40C (ORD-4102) now",
            "正在加工 PH-80B（ORD-4077）；计划此时为 PH-40C（ORD-4102）",
          ),
        },
      ],
      next: [
        {},
        {
          waits: [{ kind: "before", text: same("no piece has come through OP10 yet", "尚无工件完成 OP10") }],
          arrived: 0,
        },
      ],
    },
    {
      machine: "CNC-203",
      control: "unread",
      why: same(
        "its jobs cannot be read now, so they are unknown: milling: it is not connected",
        "目前无法读取其作业，状态未知：milling: it is not connected",
      ),
      next: [
        {
          state: "unknown",
          blocks: [{ kind: "unread", text: same("its jobs cannot be read now", "目前无法读取其作业") }],
        },
      ],
    },
    {
      machine: "CNC-204",
      next: [
        {
          program: null,
          ...{ arrived: null, atHand: 0 },
          waits: [
            {
              kind: "material",
              text: same("no raw piece for it at RCK-0*", "RCK-0* 没有可用的毛坯"),
            },
          ],
          blocks: [
            {
              kind: "no-program",
              text: same(
                "no program is known for PH-40C, OP20; add a line to dispatch.programs",
                "PH-40C 的 OP20 没有对应程序；请在 dispatch.programs 中添加",
              ),
            },
          ],
        },
        {
          state: "over",
          done: 28,
          blocks: [
            {
              kind: "over",
              text: same(
                "the machine lists it as over (aborted), and 12 pieces are left; clear it to give the rest",
                "设备显示此作业已结束（aborted），还剩 12 件；清除后可下达剩余数量",
              ),
            },
          ],
        },
      ],
    },
    {
      machine: "WSH-01",
      control: "by-hand",
      why: same(
        "its source does not write jobs; set it by hand, or set writeBack: jobs at the source",
        "其数据源不写作业；请手动设置，或在数据源设置 writeBack: jobs",
      ),
      makes: { ...makes, isUnderWay: false },
      next: [{}, {}],
    },
    {
      machine: "ASM-01",
      control: "by-hand",
      why: same("the machine has no job control; set it by hand", "设备没有作业控制；请手动设置"),
      next: [],
    },
  ];
  return rows.map((row, at) => stationOf(row, at, state, nowMs));
}

function stationOf(row: Row, at: number, { given, told, cleared }: FakeDispatch, nowMs: number): StationJobs {
  const { machine, control = "jobs", why = null, makes = null, differences = [] } = row;
  const next = row.next.map((known, place): NextJob => {
    const order = `ORD-${4101 + at + 10 * place}`;
    const over = cleared.has(`GEMBA-${order}/OP20`) ? { done: known.done ?? 0 } : known;
    const place0 = { machine, order, step: "OP20" };
    const start = nowMs + (place * 2 - 0.5) * HOUR_MS;
    const isGiven = given.has(keyOf(place0));
    return {
      ...{ jobId: `GEMBA-${order}/OP20`, order, step: "OP20", productionOrder: order, operation: "OP20" },
      variant: place === 0 ? "PH-40C" : "PH-65A",
      setUp: place === 0 ? null : { from: "PH-40C", to: "PH-65A" },
      ...{ setUpStart: iso(start), start: iso(start), end: iso(start + HOUR_MS) },
      ...{
        quantity: 40,
        done: 0,
        arrived: 8,
        atHand: null,
        state: isGiven ? "given" : "open",
        listed: null,
        waits: [],
      },
      told: told.has(keyOf(place0)) ? { by: "li", at: iso(nowMs - 60_000) } : null,
      program: { id: "PH-40C-OP20", line: 1 },
      parameters: place === 0 ? [{ id: "SpindleLoadLimit", value: 80 }] : [],
      blocks: isGiven ? [{ kind: "given", text: same("the machine has it already", "设备已有此作业") }] : [],
      ...over,
    };
  });
  const isRead = control === "jobs";
  return {
    ...{ machine, control, why, makes, differences, next },
    assetUid: `urn:test:${machine}` as StationJobs["assetUid"],
    readAt: isRead ? iso(nowMs - 400) : null,
    jobs: [],
    most: isRead ? 20 : null,
    more: at * 3,
  };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export function dispatchAnswer(
  { method, path, body }: Asked,
  { dispatch, now }: { readonly dispatch: FakeDispatch; now(): number },
): object | undefined {
  if (path === "/api/v1/changeovers") return changeovers(now());
  if (path === "/api/v1/jobs/acts") {
    dispatch.cleared.add((JSON.parse(body) as { readonly jobId: string }).jobId);
    return { job: null, isReadBack: true };
  }
  if (!path.startsWith("/api/v1/dispatch")) return undefined;
  const at = iso(now());
  if (path === "/api/v1/dispatch/jobs") return { jobs: givenOf(JSON.parse(body), dispatch) };
  if (path === "/api/v1/dispatch/told") {
    const wanted = JSON.parse(body) as WantedStep;
    dispatch.told.add(keyOf(wanted));
    return wanted;
  }
  if (method === "POST") {
    const { schedule } = JSON.parse(body) as { readonly schedule: string };
    dispatch.inForce = { uid: schedule, name: "Week 49", by: "li", at, operations: 320 };
    return dispatch.inForce;
  }
  if (method === "DELETE") {
    const taken = dispatch.inForce as InForce;
    Object.assign(dispatch, { inForce: null, takenBack: { name: taken.name, by: "li", at } });
    return taken;
  }
  const { inForce, takenBack } = dispatch;
  const known = { recordTo: inForce === null ? null : iso(now() - 2_000), recordWhy: null };
  return { inForce, takenBack, at, ...known, stations: inForce === null ? [] : stations(dispatch, now()) };
}

/** The first is given, the second reads back otherwise, the third is unknown, the rest is refused. */
function givenOf({ jobs }: { readonly jobs: readonly WantedStep[] }, { given }: FakeDispatch) {
  const outcomes = ["given", "differs", "unknown"] as const;
  return jobs.map((wanted, at) => {
    const outcome = outcomes[at] ?? "refused";
    if (outcome !== "refused") given.add(keyOf(wanted));
    return {
      ...wanted,
      ...{ outcome, job: null, tookMs: 430 },
      differences: outcome === "differs" ? [{ field: "quantity", given: 40, read: 36 }] : [],
      why:
        outcome === "unknown"
          ? same("the machine did not answer: look at it", "机床没有应答：请到机床查看")
          : outcome === "refused"
            ? same("the machine at milling refused: its list is full", "milling 的机床拒绝：列表已满")
            : null,
    };
  });
}

function changeovers(nowMs: number) {
  const figures = { changes: 6, unknown: 1, zero: 4, zeroShare: 0.8, minutes: 21.5, medianMin: 0.2, mostMin: 19.4 };
  const unknown = { changes: 2, unknown: 2, zero: 0, zeroShare: null, minutes: null, medianMin: null, mostMin: null };
  return {
    ...{ from: iso(nowMs - 24 * HOUR_MS), to: iso(nowMs), unreported: 3, areStatesKnown: true },
    ...{ ...figures, changes: 8, unknown: 3 },
    stations: [
      { machine: "CNC-201", usualGapS: 21, ...figures, pairs: [{ from: "PH-40C", to: "PH-65A", ...figures }] },
      { machine: "WSH-01", usualGapS: null, ...unknown, pairs: [{ from: "PH-65A", to: "PH-40C", ...unknown }] },
    ],
  };
}
