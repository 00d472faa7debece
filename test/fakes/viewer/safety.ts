/** The safety register of the fake edge: a major danger that waits for its five fields, an inspection, two hazards. */

const words = (zh: string, en: string) => ({ zh, en });
const CELL = {
  ...{ asset: null, zone: "cell", name: words("机器人单元", "Robot cell"), areaId: "milling" },
  ...{ area: words("铣削区", "Milling"), position: null },
};
const FIGURES = { opened: 1, major: 1, repeated: 0, closed: 0, closedInTime: 0, open: 1, overdue: 0 };
const WORK = {
  ...{ itemUid: "danger-1", kind: "hidden-danger", state: "planned", title: words("联锁松动", "Interlock is loose") },
  ...{ assetUid: "urn:gemba:edge:e", assetLabel: null, component: null, cause: null, causeKind: null },
  ...{ reportedAt: "2026-11-24T02:00:00.000000Z", reportedBy: { name: "li", as: "person" }, assignee: "wang" },
  ...{ due: "2026-12-24T02:00:00.000000Z", grade: 1, isOverdue: false, startedAt: null, finishedAt: null },
  ...{ endedAt: null, verdict: null, replaced: [], acts: [], may: ["plan"], isInspection: false },
};
const PLAN = {
  ...{ actUid: "a-1", kind: "plan", at: "2026-11-24T02:10:00.000000Z", by: { name: "mia", as: "person" }, note: null },
  ...{ assignee: "wang", due: "2026-12-24T02:00:00.000000Z", done: null, doneBy: null, found: null, foundKind: null },
  ...{ verdict: null, replaced: [], parts: [], level: "major", measure: "new lock", money: null, contingency: null },
  proofs: [],
  pictures: [],
};
const DANGER = {
  ...{ source: "person", hazard: "HZ-1", criterion: null, isMajor: true, isFiveFields: false, detail: null },
  proofs: [],
  pictures: [],
};
const HAZARD = {
  ...{ id: "HZ-1", name: words("机械伤害", "Crushing"), place: CELL, mayCause: words("受伤", "Injury"), score: 15 },
  ...{ level: "orange", isMajor: false, criterion: null, controlledBy: "workshop", unit: null, owner: "wang" },
  controls: {
    engineering: [words("门联锁", "Gate interlock")],
    ...{ management: [], training: [], protection: [], emergency: [] },
  },
};
const MAJOR = { ...HAZARD, id: "HZ-2", level: "red", isMajor: true, criterion: words("联锁失效", "Interlock failed") };

const GAS = { ...{ id: "lel", name: words("可燃气体", "Flammable gas"), unit: "%LEL", low: null, high: 10 } };
const PERMIT = {
  ...{ stage: "open", permit: "hot", kind: words("动火作业", "Hot work"), level: words("二级", "Second level") },
  ...{ place: CELL, from: "2026-11-24T02:00:00.000000Z", to: "2026-12-24T10:00:00.000000Z", workers: 2 },
  ...{ until: "2026-12-24T10:00:00.000000Z", guardian: null, holder: "wang", detail: null, machine: "stopped" },
  ...{ gasTest: true, gasMaxAgeMin: 30, gasEveryMin: 120, gases: [{ ...GAS, newest: null }], gasTests: [] },
  ...{ checklist: [words("清除可燃物", "Combustibles are removed")], lacks: [words("监护人", "the guardian")] },
  conflicts: [
    { kind: "no-guardian", text: words("没有监护人", "there is no guardian"), isBlocking: true, itemUid: null },
    { kind: "vehicles", text: words("区域内有车辆或未知", "vehicles, or unknown"), isBlocking: false, itemUid: null },
  ],
  work: {
    ...{ ...WORK, itemUid: "permit-1", kind: "permit", state: "in-progress", title: words("焊支架", "Weld a bracket") },
    ...{ may: ["finish", "interrupt", "remark"], danger: null },
  },
};
const PERMIT_KIND = {
  ...{ id: "hot", name: PERMIT.kind, maxHours: 8, approver: "maintainer", guardian: true, gasTest: true },
  ...{ gases: [GAS], checklist: PERMIT.checklist, machine: "stopped" },
  levels: [{ id: "two", name: PERMIT.level, maxHours: 8, approver: "maintainer" }],
};

const RESOURCE = { everyDays: 30, owner: "zhou", name: null };
const REGISTER = {
  rules: { version: "v1" },
  hazards: [HAZARD, MAJOR],
  resources: [
    {
      ...RESOURCE,
      id: "FE-1",
      kind: "extinguisher",
      place: { ...CELL, position: { x: 8, y: 4 } },
      expires: "2026-11-01",
    },
    { ...RESOURCE, id: "EX-1", kind: "exit", place: CELL, expires: null },
  ],
  plans: [{ id: "RP-1", name: words("挤压处置", "Crushing") }],
};

const ACT = {
  ...{ by: { name: "li", as: "person" }, note: null, done: null, step: null, blocked: null, replaced: [], parts: [] },
};
/** A drill that goes on: a step that is done, one that is not, a blocked exit, somebody of unknown whereabouts. */
const DRILL = {
  ...{ plan: "RP-1", isDrill: true, place: { ...CELL, position: { x: 4, y: 4 } }, hazards: ["HZ-1"], alertUid: null },
  steps: [
    { do: words("按急停", "Press the emergency stop"), role: "lead", result: "done", by: "li", note: null },
    { do: words("撤离", "Leave the area"), role: null, result: null, at: null, by: null, note: null },
  ].map((step) => ({ at: "2026-11-24T02:05:00.000000Z", ...step })),
  ...{ roles: [{ id: "lead", name: words("班组长", "Team leader"), person: "wang" }], alertText: null },
  ...{ posted: words("西门旁", "Beside the west door"), call: [{ who: words("消防", "Fire brigade"), number: "119" }] },
  blocked: { exits: ["EX-1"], places: [] },
  resources: [
    {
      ...{ id: "FE-1", kind: "extinguisher", name: null, place: { ...CELL, position: { x: 8, y: 4 } }, distanceM: 6.2 },
      ...{ isOfPlan: true, state: "expired" },
    },
    { id: "EX-1", kind: "exit", name: null, place: CELL, distanceM: null, isOfPlan: false, state: "none" },
  ],
  people: { known: 0, unknown: 1, zones: [{ known: 0, unknown: 1, zone: CELL.name }] },
  gas: [{ label: "GD-01", value: 31.4, unit: "%{LEL}", at: null }],
  muster: { recordAt: null, inside: 3, checkedIn: 2, unaccounted: 1, strangers: 0 },
  dangers: [{ itemUid: "danger-1", title: WORK.title, state: "planned", isMajor: true }],
  work: {
    ...{ ...WORK, itemUid: "drill-1", kind: "response", state: "in-progress", title: words("挤压处置", "Crushing") },
    ...{ may: ["finish", "interrupt", "remark", "tick"], danger: null },
    acts: [
      { ...ACT, actUid: "d-1", kind: "start", at: "2026-11-24T02:04:00.000000Z" },
      {
        ...{ ...ACT, actUid: "d-2", kind: "tick", at: "2026-11-24T02:05:00.000000Z" },
        step: { at: 0, result: "done" },
      },
    ],
  },
};

const VISION = {
  isOn: true,
  cameras: [
    {
      ...{ id: "gate", name: words("西门", "West gate"), state: "heard", heardAt: "2026-11-24T02:05:00.000000Z" },
      ...{ position: { x: 4, y: 4 }, headingDeg: 45, viewDeg: 80, rangeM: 12, zones: ["cell-1"] },
    },
    {
      ...{ id: "aisle", name: words("通道", "Aisle"), state: "never-heard", heardAt: null },
      ...{ position: { x: 20, y: 8 }, headingDeg: 180, viewDeg: 60, rangeM: 15, zones: ["aisle"] },
    },
  ],
  zones: [
    { zone: "cell-1", cameras: 1, heard: 1, isBlind: false },
    { zone: "aisle", cameras: 1, heard: 0, isBlind: true },
  ],
};

const ANSWERS: ReadonlyMap<string, object> = new Map<string, object>([
  ["/api/v1/safety/register", REGISTER],
  ["/api/v1/safety/responses", { responses: [] }],
  ["/api/v1/safety/responses/drill-1", DRILL],
  [
    "/api/v1/safety/dangers",
    {
      count: 1,
      dangers: [{ place: CELL, isRepeat: false, work: { ...WORK, acts: [PLAN], danger: DANGER } }],
      plant: FIGURES,
      areas: [{ areaId: "milling", area: CELL.area, ...FIGURES }],
    },
  ],
  ["/api/v1/safety/vision", VISION],
  ["/api/v1/safety/permits", { from: null, to: null, count: 1, kinds: [PERMIT_KIND], permits: [PERMIT] }],
  [
    "/api/v1/safety/inspections",
    {
      count: 1,
      open: [
        {
          ...{ task: "task/day", level: "team", to: "2026-12-24T02:00:00.000000Z", items: [words("护栏", "Fence")] },
          work: { ...WORK, itemUid: "round-1", kind: "inspection", state: "reported", isInspection: true },
        },
      ],
      tasks: [
        {
          ...{ id: "task/day", name: words("日检", "Daily check"), level: "team", everyDays: 1, place: null },
          ...{ responsible: "wang", doneAt: null, done: 0, missed: 1, incomplete: 0 },
        },
      ],
    },
  ],
]);

/** Eight hours of two zones: heat at the cell, then a stop of the edge, and something unknown in the aisle. */
const ZONE_HISTORY = (() => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 18) + minute * 60_000).toISOString();
  const span = (from: number, to: number, level: number | null, causes: readonly string[] = [], isUnknown = false) => {
    return { from: at(from), to: at(to), level, causes, isUnknown: isUnknown || level === null };
  };
  return {
    ...{ from: at(0), to: at(480) },
    zones: [
      {
        zone: "cell-rob-01",
        spans: [
          ...[span(0, 60, 0), span(60, 90, 0.7, ["temperature"]), span(90, 200, 0.3, ["safety-alert"])],
          ...[span(200, 230, null), span(230, 300, 0.9, ["interlock-bypassed", "gas"]), span(300, 480, 0)],
        ],
      },
      { zone: "aisle-middle", spans: [span(0, 200, 0), span(200, 230, null), span(230, 480, 0, [], true)] },
      { zone: "milling", spans: [span(0, 200, 0), span(200, 230, null), span(230, 480, 0)] },
    ],
  };
})();

/** Undefined for other paths. */
export function safetyAnswer(path: string): object | undefined {
  return path === "/api/v1/safety/zones/history" ? ZONE_HISTORY : ANSWERS.get(path);
}
