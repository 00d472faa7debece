import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../../edge/api/server.ts";
import type { AlertView } from "../../../../../edge/contracts/alerts/alert.ts";
import type { ComponentCondition, ComponentLife } from "../../../../../edge/contracts/health/component-condition.ts";
import type { TagRef } from "../../../../../edge/contracts/plant/tag.ts";
import type { WorkBook, WorkItem } from "../../../../../edge/contracts/records/work-book.ts";
import type { WorkAct } from "../../../../../edge/contracts/records/work-item.ts";
import { FIRST_OCCURRENCE } from "../../../../fakes/alerts/alerts.ts";
import { fakeEdge, LATHE, NOW_US } from "../../../../fakes/api/deps.ts";

const WORDS = { zh: "轴承磨损", en: "bearing wear" };
const LEFT = { at: NOW_US, p05: 50, p10: 100, p50: 200, p90: 400, p95: 500, model: "degradation-1" };

const condition = (component: string): ComponentCondition => ({
  assetUid: LATHE,
  component,
  name: { zh: "主轴", en: "Spindle" },
  stage: "act",
  since: NOW_US,
  health: 40,
  evidence: 12,
  hypotheses: [{ kind: "bearing-wear", p: 0.9, name: WORDS, advice: { zh: "检查", en: "Check it." } }],
  severity: 400,
  rul: { ...LEFT, p50: 1 },
  adaptation: component === "spindle" ? { version: 3, verdicts: 14 } : null,
});

const LIFE: ComponentLife = {
  expected: {
    assetUid: LATHE,
    component: "spindle",
    name: WORDS,
    unit: "hours",
    expected: 10_000,
    median: 9_500,
    used: 9_000,
    prior: 8_000,
    ended: 2,
    left: { p10: 700, p50: 4_000, p90: 9_000 },
    isWorn: true,
    rate: { perDay: 14, days: 20 },
  },
  kinds: [{ kind: "bearing-wear", name: WORDS, weight: 1 }],
  evidence: [{ tag: 0 as TagRef, value: 3, why: { zh: "高", en: "high" } }],
  curve: {
    times: Float64Array.of(NOW_US),
    health: Float32Array.of(Number.NaN),
    evidence: Float32Array.of(12),
  },
  statistics: [
    {
      title: WORDS,
      meaning: WORDS,
      unit: "mm/s",
      tag: 0 as TagRef,
      columns: {
        times: Float64Array.of(NOW_US),
        value: Float32Array.of(4),
        low: Float32Array.of(1),
        high: Float32Array.of(2),
      },
    },
  ],
};

interface Components {
  readonly components: readonly { readonly component: string; readonly work: unknown }[];
}

const DUE = "2026-11-24T02:42:08.123456Z";

/** An item with these acts, a second apart. */
function itemOf(
  itemUid: string,
  { cause, component, acts = [] }: { cause?: string; component: string; acts?: readonly WorkAct["kind"][] },
): WorkItem {
  const item = {
    itemUid,
    kind: "maintenance",
    about: { assetUid: LATHE, component },
    title: WORDS,
    ...(cause === undefined ? {} : { cause }),
    reportedAt: NOW_US,
    acts: acts.map((kind, at) => ({ actUid: kind, kind, at: NOW_US + at, due: NOW_US + 1e6 })),
  };
  return item as unknown as WorkItem;
}

async function workOfSpindle(app: Api): Promise<unknown> {
  const { components } = (await app.inject({ url: "/api/v1/component-health" })).json<Components>();
  return components.find(({ component }) => component === "spindle")?.work;
}

describe("GET /api/v1/component-health", () => {
  let items: readonly WorkItem[] = [];
  let app: Api;

  beforeAll(() => {
    const alert: AlertView = {
      ...FIRST_OCCURRENCE,
      alertUid: "alert-1",
      rule: "health/spindle",
      assetUid: LATHE,
      kind: "anomaly",
      severity: 500,
      priority: 3,
      state: "active",
      message: WORDS,
      evidence: [],
      raisedAt: NOW_US,
      rul: LEFT,
    };
    const gone: AlertView = { ...alert, alertUid: "alert-2", rule: "health", state: "cleared", clearedAt: NOW_US };
    const edge = fakeEdge({
      work: { newestFirst: () => items } as unknown as WorkBook,
      componentHealth: {
        components: () => Promise.resolve([condition("spindle"), condition("")]),
        life: ({ component }) => Promise.resolve(component === "spindle" ? LIFE : undefined),
      },
    });
    edge.alerts.list = [alert, gone];
    app = buildApi(edge.deps);
  });
  afterAll(() => app.close());

  it("[HB15] [VL9] gives for a component the same as its active alert, and names the alert", async () => {
    const response = await app.inject({ url: `/api/v1/component-health?asset=${LATHE}` });
    expect(response.statusCode, response.body).toBe(200);
    const [spindle, whole] = response.json<{ components: unknown[] }>().components;
    expect(spindle).toMatchObject({
      component: "spindle",
      alertUid: "alert-1",
      kind: "anomaly",
      severity: 500,
      rul: { at: "2026-11-24T02:42:07.123456Z", p10: 100, p50: 200, p90: 400 },
      hypotheses: [{ kind: "bearing-wear", name: WORDS, advice: { en: "Check it." } }],
      adaptation: { version: 3, verdicts: 14 },
    });
    // An alert that is over says nothing about the present state.
    expect(whole).toMatchObject({
      component: "",
      alertUid: null,
      kind: null,
      severity: 400,
      rul: { p50: 1 },
      adaptation: null,
    });
  });

  it("[WI40] names the work that came from the alert, else open work on the component", async () => {
    const { components } = (await app.inject({ url: "/api/v1/component-health" })).json<Components>();
    expect(components.map(({ work }) => work)).toEqual([null, null]);
    items = [
      itemOf("other", { cause: "alert-9", component: "belt" }),
      itemOf("again", { cause: "alert-1", component: "spindle", acts: ["reject"] }),
      itemOf("newer", { component: "spindle" }),
      itemOf("checked", { cause: "alert-1", component: "spindle", acts: ["plan", "start", "finish", "verify"] }),
    ];
    expect(await workOfSpindle(app)).toEqual({ itemUid: "checked", state: "closed", due: DUE });
    items = items.filter(({ itemUid }) => itemUid !== "checked");
    expect(await workOfSpindle(app)).toEqual({ itemUid: "newer", state: "reported", due: null });
  });

  it("[HB15] [HB40] gives evidence and life of one component, and names what is not watched", async () => {
    const response = await app.inject({ url: `/api/v1/component-health/life?asset=${LATHE}&component=spindle` });
    expect(response.statusCode, response.body).toBe(200);
    expect(response.json()).toMatchObject({
      kinds: [{ kind: "bearing-wear", name: WORDS }],
      evidence: [{ tagUid: `${LATHE}#temperature`, value: 3 }],
      curve: { times: ["2026-11-24T02:42:07.123456Z"], health: [null], evidence: [12] },
      statistics: [{ tagUid: `${LATHE}#temperature`, name: WORDS, unit: "mm/s", value: [4], low: [1], high: [2] }],
    });
    const none = await app.inject({ url: `/api/v1/component-health/life?asset=${LATHE}&component=belt` });
    expect(none.statusCode).toBe(404);
  });
});
