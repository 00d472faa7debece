/** The stream of the viewer's small edge: the real wire codec over signals that are functions of time. */
import type { WebSocket } from "ws";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import { encodeFrame } from "../../../edge/batch/wire.ts";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { ClientMessage, EdgeMessage } from "../../../edge/contracts/path/stream.ts";
import type { Plant } from "../../../edge/contracts/plant/plant.ts";
import type { LinkRef } from "../../../edge/contracts/plant/tag.ts";
import type { Kpi } from "../../../edge/contracts/production/kpi.ts";
import type { StockChangeAnswer } from "../../../twin-viewer/src/data/spares-api.ts";
import type { ServiceEntry } from "./alerts.ts";
import type { FakeAsked } from "./asked.ts";
import type { FakeDashboards } from "./dashboards.ts";
import type { FakeSaved } from "./explore.ts";
import type { FakeLoop } from "./loop.ts";
import type { FakeWork } from "./maintenance.ts";
import type { FakeSignal } from "./plant.ts";
import type { FakeQuality } from "./quality.ts";

/** State of the small edge. */
export interface ViewerState extends FakeAsked {
  readonly now: () => number;
  readonly files: ReadonlyMap<string, Uint8Array>;
  model: ViewerModel;
  layoutRevision: number;
  readonly sources: readonly string[];
  readonly dist: string;
  readonly frameMs: number;
  readonly burst: number;
  alerts: readonly AlertView[];
  alertsVersion: number;
  readonly silent: Set<string>;
  /** Rules and assets that are out of service, as the API lists them. */
  outOfService: readonly ServiceEntry[];
  readonly work: FakeWork;
  readonly stock: StockChangeAnswer[];
  /** Measured features with their charts. */
  readonly quality: FakeQuality;
  readonly loop: FakeLoop;
  /** The `dashboards` section of the config, and its revision. */
  readonly dashboards: FakeDashboards;
  /** Records of the explore room. */
  readonly saved: FakeSaved;
  frozen: boolean;
  readonly startMs: number;
}

/** A plant and its signals as functions of time. */
export interface ViewerModel {
  readonly plant: Plant;
  readonly signals: readonly FakeSignal[];
}

function kpis(nowMs: number): Kpi[] {
  const since = nowMs * 1000;
  const wave = (mid: number, swing: number) =>
    Array.from({ length: 24 }, (_, i) => mid + swing * Math.sin(i / 2.3) + swing * 0.4 * Math.sin(i * 1.7));
  return [
    { id: "oee", value: 78.4, unit: "%", since, recent: wave(78, 2) },
    { id: "output", value: 1284, unit: "{pieces}", target: 1320, since, recent: wave(40, 3) },
    { id: "cycle", value: 43, unit: "s", target: 41.8, since, recent: wave(43, 1) },
    { id: "power", value: 684_000, unit: "W", since, recent: wave(684, 20) },
    { id: "wip", value: null, unit: "1", since, reason: "no piece has been reported yet", recent: [] },
    { id: "alarm-rate", value: 3, unit: "1/10min", target: 10, since, recent: wave(3, 1) },
  ];
}

/** The live stream: dictionary, frames, links, alerts and key figures. */
export function serveStream(socket: WebSocket, state: ViewerState): void {
  const { signals } = state.model;
  let version = 0;
  let waiting = false;
  let alertsSent = 0;
  let first = true;
  const send = (message: EdgeMessage) => socket.send(JSON.stringify(message));
  const links = () => {
    const list = state.sources.map((source, i) => ({
      ref: i as LinkRef,
      name: source,
      source,
      live: !state.silent.has(source),
      ageMs: state.silent.has(source) ? 9000 : 120,
      ...(state.silent.has(source) ? { reason: "no publish response" } : {}),
    }));
    send({ kind: "links", now: state.now() * 1000, links: list });
    const standing = state.sources.map((name) => {
      const since = state.startMs;
      return state.silent.has(name)
        ? ({ name, kind: "opcua", state: "degraded", since, reason: "no publish response" } as const)
        : ({ name, kind: "opcua", state: "running", since } as const);
    });
    send({ kind: "sources", sources: standing });
    if (alertsSent !== state.alertsVersion)
      send({ kind: "alerts", version: state.alertsVersion, alerts: state.alerts });
    alertsSent = state.alertsVersion;
    const liveShare = 1 - state.silent.size / state.sources.length;
    const staleSince = liveShare < 1 ? state.now() * 1000 - 9e6 : null;
    send({ kind: "kpis", kpis: kpis(state.now()).map((kpi) => ({ ...kpi, liveShare, staleSince })) });
  };
  const frame = () => {
    if (waiting || (state.frozen && !first)) return;
    const now = state.now();
    const builder = new BatchBuilder();
    for (let i = 0; i < state.burst * signals.length; i++) {
      const { tag, read } = signals[i % signals.length] as FakeSignal;
      if (!first && (tag.isStatic === true || tag.type !== "number" || state.silent.has(tag.source))) continue;
      const value = read((now - state.startMs) / 1000);
      if (typeof value === "string") builder.addText(tag.ref, now * 1000, value, 0, 4);
      else builder.add(tag.ref, now * 1000, value, 0, 4);
    }
    for (const { tag, read } of first ? [] : signals.filter((one) => one.tag.role === "agv-node-states"))
      builder.addText(tag.ref, now * 1000, String(read((now - state.startMs) / 1000)), 0, 4);
    first = false;
    waiting = true;
    socket.send(encodeFrame(builder.finish(now * 1000), ++version));
  };
  const timers: NodeJS.Timeout[] = [];
  socket.on("message", (data) => {
    const message = JSON.parse(String(data)) as ClientMessage;
    if (message.kind === "ack") {
      waiting = false;
      return;
    }
    send({ kind: "dictionary", edgeId: "fake", epoch: 1, tags: signals.map(({ tag }) => tag) });
    links();
    frame();
    timers.push(setInterval(links, 1000), setInterval(frame, state.frameMs));
  });
  socket.on("close", () => {
    for (const timer of timers) clearInterval(timer);
  });
}
