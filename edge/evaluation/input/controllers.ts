/**
 * Reports of the simulated controllers as the edge's sources write them into the log with `config/demo`
 * (docs/material-events.md), and the alarms of controls as their server reports them.
 */
import type { ConditionReport } from "../../contracts/alerts/condition.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import type { RunReport } from "./plant-run.ts";

/** Source that reports for warehouse and order management. */
const MATERIAL = "material";
/** Servers whose piece events name neither variant nor operation (docs/simulators.md). */
const TERSE: ReadonlySet<string> = new Set(["turning", "assembly"]);
/** The server that reports features of pieces by Machinery Result. */
const RESULTS = "process";
/** The server that reports messages of its controls as alarm conditions. */
const ALARMS = "milling";

interface Place {
  readonly kind: string;
  readonly id: string;
  readonly slot?: number;
}

type Fields = Readonly<Record<string, unknown>>;

interface Reported {
  readonly type: string;
  readonly source: string;
  readonly pieceId?: unknown;
  readonly jobId?: unknown;
  readonly payload: Fields;
}

/** Translates the reports of one run. Times are those of the plant; its clocks are right. */
export class Controllers {
  readonly #assetOf: (label: string) => AssetUid | undefined;
  #count = 0;

  constructor(assetOf: (label: string) => AssetUid | undefined) {
    this.#assetOf = assetOf;
  }

  /** The events as they enter the log; none where no controller reports it. */
  events(report: RunReport, receivedAt: number): readonly EdgeEvent[] {
    return [reportedOf(report), measuredOf(report)].flatMap((one) =>
      one === undefined ? [] : this.#event(one, report, receivedAt),
    );
  }

  #event({ type, source, pieceId, jobId, payload }: Reported, report: RunReport, receivedAt: number): EdgeEvent {
    const label = String(payload["place"] ?? "").split(":")[0] as string;
    const assetUid = this.#assetOf(label);
    return {
      eventUid: `evaluation-${this.#count++}`,
      type,
      ...(assetUid === undefined ? {} : { assetUid }),
      time: Math.round(report.event.timeMs * 1000),
      receivedAt,
      ...(typeof pieceId === "string" ? { pieceId } : {}),
      ...(typeof jobId === "string" ? { jobId } : {}),
      schema: `${type}/1`,
      payload: { source, ...payload },
    };
  }

  /** The condition behind a message of a control; undefined for everything else. */
  condition({ event, server }: RunReport): ConditionReport | undefined {
    if (event.type !== "machine-message" || server !== ALARMS) return undefined;
    const { station, code, severity, active, text, timeMs } = event as unknown as {
      readonly station: string;
      readonly code: string;
      readonly severity: number;
      readonly active: boolean;
      readonly text: ConditionReport["message"];
      readonly timeMs: number;
    };
    const assetUid = this.#assetOf(station);
    if (assetUid === undefined) return undefined;
    return {
      source: server,
      conditionId: `${station} ${code}`,
      eventId: `evaluation-${this.#count++}`,
      rule: code,
      assetUid,
      kind: "process",
      annunciation: "alarm",
      severity,
      message: text,
      at: Math.round(timeMs * 1000),
      active,
      // Nobody acknowledges in an evaluation, and the server would keep the condition only for that reason.
      acknowledged: true,
      retain: active,
    };
  }
}

function reportedOf({ event, server, node }: RunReport): Reported | undefined {
  const place = event["place"] as Place | undefined;
  switch (event.type) {
    case "piece-arrived":
    case "piece-departed":
      return server === undefined || place === undefined
        ? undefined
        : {
            type: event.type.replace("-", "."),
            source: server,
            pieceId: event["piece"],
            payload: defined({
              place: nameOf(place),
              variant: TERSE.has(server) ? undefined : event["variant"],
              order: event["order"],
              carrier: event["pallet"],
            }),
          };
    case "pallet-arrived":
    case "pallet-departed":
      return place === undefined ? undefined : palletReport(event, place, { server, node });
    case "operation-started":
    case "operation-completed":
      return server === undefined ? undefined : operationReport(event, server);
    case "stock-listed":
      return {
        type: "stock.listed",
        source: MATERIAL,
        payload: { place: event["place"], carriers: event["pallets"], pieces: event["pieces"] },
      };
    case "order-changed":
      return {
        type: "order.changed",
        source: MATERIAL,
        payload: { ...without(event), due: new Date(event["dueMs"] as number).toISOString() },
      };
    case "lot-received":
    case "shipment-left":
      return {
        type: event.type.replace("-", "."),
        source: MATERIAL,
        payload: { ...without(event), carriers: event["pallets"] },
      };
    default:
      return undefined;
  }
}

/** The result of a station that measures. */
function measuredOf({ event, server }: RunReport): Reported | undefined {
  const { type, station, piece, job, verdict, features } = event;
  if (type !== "operation-completed" || server !== RESULTS || !Array.isArray(features) || features.length === 0)
    return undefined;
  const evaluation = verdict === "good" ? "ok" : "not-ok";
  return {
    type: "piece.measured",
    source: server,
    pieceId: piece,
    jobId: job,
    payload: { place: station, evaluation, features },
  };
}

function palletReport(
  event: RunReport["event"],
  place: Place,
  { server, node }: { readonly server: string | undefined; readonly node: string | undefined },
): Reported | undefined {
  const type = event.type.replace("-", ".");
  const carrier = event["pallet"];
  if (place.kind === "vehicle") return { type, source: "fleet", payload: defined({ place: place.id, carrier, node }) };
  const source = place.kind === "store" ? MATERIAL : server;
  if (source === undefined) return undefined;
  // A PLC's record has no room for the content of a pallet.
  const pieces = source === "assembly" ? undefined : event["pieces"];
  return { type, source, payload: defined({ place: nameOf(place), carrier, pieces }) };
}

function operationReport(event: RunReport["event"], server: string): Reported {
  const { station, piece, variant, order, job, operation, program, tools, verdict, startMs } = event;
  const knows = !TERSE.has(server);
  const base = {
    source: server,
    pieceId: piece,
    ...(knows ? { jobId: job } : {}),
    payload: { place: station, order, ...(knows ? { variant, operation, program } : {}) },
  };
  if (event.type === "operation-started") return { ...base, type: "piece.started" };
  const done =
    server === "turning"
      ? { tool: Number((tools as readonly string[]).at(-1) ?? 0), ok: verdict !== "scrap" }
      : { tools, verdict };
  return {
    ...base,
    type: "piece.completed",
    payload: { ...base.payload, ...done, startedAt: new Date(startMs as number).toISOString() },
  };
}

function nameOf({ kind, id, slot }: Place): string {
  return kind === "scrap" ? "SCRAP" : slot === undefined ? id : `${id}:${slot}`;
}

function without({ type: _type, timeMs: _timeMs, ...rest }: RunReport["event"]): Fields {
  return rest;
}

function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
