import { alertEntry } from "../../../edge/api/routes/alerts/alert-entry.ts";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import { priorityOf } from "../../../edge/contracts/alerts/alert.ts";
import type { AssetUid, TagRef, TagTable } from "../../../edge/contracts/plant/tag.ts";
import { FIRST_OCCURRENCE } from "../alerts/alerts.ts";
import type { FakeSignal } from "./plant.ts";

/** Alerts in every state that the list must show, raised some minutes before `nowMs`. */
export function viewerAlerts(signals: readonly FakeSignal[], nowMs: number): AlertView[] {
  const refOf = (asset: string, signal: string): TagRef => {
    const found = signals.find(
      ({ tag }) => tag.assetUid === `urn:fake:${asset.toLowerCase()}` && tag.signal === signal,
    );
    if (found === undefined) throw new Error(`no signal ${signal} on ${asset}`);
    return found.tag.ref;
  };
  const make = (
    asset: string,
    severity: number,
    minutesAgo: number,
    rest: Pick<AlertView, "message" | "state"> & Partial<AlertView>,
  ): AlertView => ({
    alertUid: `alert-${asset.toLowerCase()}-${severity}`,
    rule: `rule/${asset}`,
    assetUid: `urn:fake:${asset.toLowerCase()}` as AssetUid,
    kind: "process",
    severity,
    priority: priorityOf(severity),
    evidence: [],
    raisedAt: (nowMs - minutesAgo * 60_000) * 1000,
    ...FIRST_OCCURRENCE,
    occurrenceUid: `occurrence-${asset.toLowerCase()}-${severity}`,
    annunciation: rest.kind === "prediction" || rest.kind === "anomaly" ? "advisory" : "alarm",
    ...rest,
  });
  const seen = { acknowledged: { at: nowMs * 1000, by: "local" } };
  return [
    make("CNC-206", 800, 0.4, {
      message: { zh: "主轴轴承温度高", en: "Spindle bearing temperature high" },
      state: "active",
      evidence: [
        {
          tag: refOf("CNC-206", "bearing-temperature"),
          detector: "limit",
          from: (nowMs - 54_000) * 1000,
          to: (nowMs - 24_000) * 1000,
          value: 86.2,
          limit: 85,
          why: { zh: "轴承温度 86.2 °C 超过 85 °C 已 30 秒", en: "Bearing temperature 86.2 °C above 85 °C for 30 s" },
        },
      ],
    }),
    make("CNC-103", 600, 2.6, {
      message: { zh: "刀具寿命低于 10 %", en: "Tool life below 10 %" },
      state: "active",
      rule: "tool-life-used/high",
    }),
    make("AGV-02", 550, 4, { message: { zh: "路径阻塞", en: "Route blocked" }, state: "acknowledged", ...seen }),
    make("OVN-01", 400, 8, {
      message: { zh: "3 区温度偏差", en: "Zone 3 temperature deviation" },
      state: "acknowledged",
      ...seen,
    }),
    make("PCK-01", 200, 95, {
      message: { zh: "纸箱余量低", en: "Cartons running low" },
      state: "cleared",
      clearedAt: (nowMs - 40_000) * 1000,
    }),
    make("CMP-01", 300, 20, {
      message: { zh: "排气温度高", en: "Discharge temperature high" },
      state: "shelved",
      shelf: { kind: "timed", until: (nowMs + 1_800_000) * 1000, by: "local", reason: "test" },
    }),
    make("PRS-01", 300, 30, {
      message: { zh: "液压滤芯压差将越限", en: "Filter pressure will cross its limit" },
      kind: "prediction",
      state: "active",
      evidence: [
        {
          tag: refOf("PRS-01", "power"),
          value: 1,
          prediction: {
            at: (nowMs + 36 * 3_600_000) * 1000,
            from: (nowMs + 20 * 3_600_000) * 1000,
            to: (nowMs + 58 * 3_600_000) * 1000,
            confidence: 0.8,
          },
          why: { zh: "压差 7 日上升 38 %", en: "Pressure difference up 38 % in 7 days" },
        },
      ],
    }),
    make("CNC-104", 200, 12, {
      message: { zh: "振动模式异常", en: "Unusual vibration pattern" },
      kind: "anomaly",
      state: "active",
      evidence: [
        {
          tag: refOf("CNC-104", "speed"),
          detector: "band",
          component: "spindle",
          from: (nowMs - 20 * 60_000) * 1000,
          to: (nowMs - 12 * 60_000) * 1000,
          startValue: 3180,
          value: 3204,
          quality: "uncertain",
          statistic: {
            name: { zh: "峭度", en: "kurtosis" },
            meaning: { zh: "振动的冲击程度，平稳时约为 3", en: "how spiky the vibration is; about 3 where it is even" },
            value: 8.9,
            unit: "1",
          },
          usual: { low: 2.6, high: 3.4 },
          tailProbability: 0.00021,
          contribution: 0.72,
          since: (nowMs - 18 * 60_000) * 1000,
          regime: { zh: "精车，3200 r/min", en: "finish turning, 3,200 r/min" },
          why: { zh: "冲击逐渐增多", en: "Impacts become more frequent" },
        },
      ],
    }),
  ];
}

/** An alert in the form of the API, by the edge's own code. */
export function asHistory(alert: AlertView, signals: readonly FakeSignal[]): object {
  return alertEntry(alert, { at: (ref: TagRef) => signals.find(({ tag }) => tag.ref === ref)?.tag } as TagTable);
}

/** The alert after an action, as the edge would answer. */
export function acted(alert: AlertView, action: string): AlertView {
  const at = Date.now() * 1000;
  if (action === "acknowledge") return { ...alert, state: "acknowledged", acknowledged: { at, by: "local" } };
  if (action === "shelve")
    return {
      ...alert,
      state: "shelved",
      shelf: { kind: "timed", until: at + 3_600_000_000, by: "local", reason: "test" },
    };
  const { shelf: _, ...rest } = alert;
  return { ...rest, state: "active" };
}

/** Acknowledges the named alerts; an unknown one is refused. */
export function acknowledgedTogether(body: string, state: Pick<ServiceState, "alerts" | "alertsVersion">): object {
  const { alerts } = JSON.parse(body) as { alerts: readonly { readonly alertUid: string }[] };
  const meant = new Set(alerts.map(({ alertUid }) => alertUid));
  const known = new Set(state.alerts.map(({ alertUid }) => alertUid));
  state.alerts = state.alerts.map((alert) => (meant.has(alert.alertUid) ? acted(alert, "acknowledge") : alert));
  state.alertsVersion++;
  const refused = { result: "refused", state: null, code: "not-found", reason: "there is no such alert" };
  const done = { result: "done", state: "acknowledged", code: null, reason: null };
  return { results: alerts.map(({ alertUid }) => ({ alertUid, ...(known.has(alertUid) ? done : refused) })) };
}

function iso(us: number): string {
  return new Date(us / 1000).toISOString();
}

/** A rule of an asset, or the whole asset without a rule. */
export interface ServiceScope {
  readonly assetUid: string;
  readonly rule?: string;
}

/** The form of the API. */
export interface ServiceEntry {
  readonly assetUid: string;
  readonly rule: string | null;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
}

interface ServiceState {
  alerts: readonly AlertView[];
  alertsVersion: number;
  outOfService: readonly ServiceEntry[];
}

/** Takes a scope out of service or returns it, with its alerts. */
export function changeService(
  path: string,
  { assetUid, rule, reason }: ServiceScope & { readonly reason?: string },
  state: ServiceState,
): object {
  const isReturn = path.endsWith("/return");
  const isMeant = (one: { assetUid: string; rule?: string }) =>
    one.assetUid === assetUid && (rule === undefined || one.rule === rule);
  const rest = state.outOfService.filter((entry) => !(entry.assetUid === assetUid && entry.rule === (rule ?? null)));
  const now = Date.now();
  state.outOfService = isReturn
    ? rest
    : [...rest, { assetUid, rule: rule ?? null, at: iso(now * 1000), by: "local", reason: reason ?? "" }];
  state.alerts = state.alerts.map((alert) => {
    if (!isMeant(alert)) return alert;
    const { outOfService: _, ...back } = alert;
    return isReturn
      ? { ...back, state: "active" }
      : {
          ...alert,
          state: "out-of-service",
          outOfService: {
            at: now * 1000,
            by: "local",
            comment: reason ?? "",
            scope: rule === undefined ? "asset" : "rule",
          },
        };
  });
  state.alertsVersion++;
  return {};
}
