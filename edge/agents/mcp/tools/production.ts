/** What machines and lines did, and how orders stand. */
import { type Arguments, ASSET, count, oneOf, RANGE, text } from "../arguments.ts";
import type { Fields } from "../fields.ts";
import { rounded, said, time, word } from "../said.ts";
import type { AgentTool } from "../tool.ts";

const MOST = 100;
const BY = oneOf(["hour", "shift", "day", "whole"], "Default whole.");

const machineStates: AgentTool = {
  name: "machine_states",
  description:
    "States of a machine as spans of time: element of ISO 22400-2, cause, order and variant. Newest last. Default " +
    "the last eight hours.",
  arguments: { asset: ASSET, ...RANGE, limit: count(MOST, 50) },
  required: ["asset"],
  async answer({ asset: named, from, to, limit = 50 }, { ask, assets, links }) {
    const asset = assets.named(named);
    const answer = await ask("/api/v1/states", { asset: asset?.assetUid, from, to });
    const spans = answer.all("states");
    const states = spans.slice(-Number(limit)).map(spanEntry);
    return { data: { total: spans.length, states }, links: [links.room("asset", { asset, at: endOf(to, answer) })] };
  },
};

const machineStops: AgentTool = {
  name: "machine_stops",
  description:
    "Stops of a machine, or of all, with cause and reason: first those that go on at the end of the time, then the " +
    "longest. Default the last eight hours up to now.",
  arguments: { asset: ASSET, only: oneOf(["ongoing"], "Machines that stand now."), ...RANGE, limit: count(MOST, 20) },
  async answer({ asset: named, only, from, to, limit = 20 }, { ask, assets, inWords, links }) {
    const asset = assets.named(named);
    const answer = await ask("/api/v1/states/stops", { asset: asset?.assetUid, from, to });
    const names = new Map(answer.all("reasons").map((one) => [one.text("code"), one.sub("name")]));
    const found = answer.all("stops").map((stop) => ({
      asset: assets.labelOf(stop.text("assetUid")),
      isOngoing: stop.text("to") === answer.text("to"),
      from: time(stop.text("from")),
      to: time(stop.text("to")),
      seconds: secondsOf(stop),
      element: word(stop.text("element")),
      cause: word(stop.text("cause")),
      reason: inWords(names.get(stop.text("reason"))) ?? said(stop.text("reason")),
    }));
    const all = found.filter(({ isOngoing }) => isOngoing || only === undefined);
    const first = (stop: (typeof all)[number]) => (stop.isOngoing ? 0 : 1);
    const stops = all.sort((a, b) => first(a) - first(b) || b.seconds - a.seconds).slice(0, Number(limit));
    const at = only === undefined && stops[0] !== undefined ? stops[0].from : endOf(to, answer);
    const data = { to: time(answer.text("to")), total: all.length, stops };
    return { data, links: [links.room(asset === undefined ? "overview" : "asset", { asset, at })] };
  },
};

const machineFigures: AgentTool = {
  name: "machine_figures",
  description:
    "Key figures of ISO 22400-2 per machine: OEE and its three factors, pieces, failures, MTBF, MTTR. Null with a " +
    "reason where undefined. Default the last eight hours.",
  arguments: { asset: ASSET, by: BY, order: text("An order."), variant: text("A variant."), ...RANGE },
  async answer({ asset: named, by, order, variant, from, to }, { ask, assets, links }) {
    const asset = assets.named(named);
    const query = { asset: asset?.assetUid, by, order, variant, from, to };
    const rows = (await ask("/api/v1/kpis/machines", query)).all("machines");
    const machines = rows.slice(0, MOST).map((row) => ({
      asset: said(row.text("label")),
      ...periodOf(row),
      oee: rounded(row.number("oee"), 4),
      availability: rounded(row.number("availability"), 4),
      effectiveness: rounded(row.number("effectiveness"), 4),
      qualityRatio: rounded(row.number("qualityRatio"), 4),
      produced: row.sub("quantities")?.number("PQ") ?? null,
      good: row.sub("quantities")?.number("GQ") ?? null,
      failures: row.number("failures"),
      mtbfSeconds: rounded(row.sub("mtbfS")?.number("practice")),
      mttrSeconds: rounded(row.sub("mttrS")?.number("practice")),
      undefinedBecause: said(row.text("reason")),
    }));
    return { data: { total: rows.length, machines }, links: [links.room("overview", { asset })] };
  },
};

const lineFigures: AgentTool = {
  name: "line_figures",
  description:
    "OEE, good pieces, throughput, constraint and bottleneck shares per line, default the last eight hours; and the " +
    "plant's figures of now: oee, output, cycle, power, wip, alarm-rate, safety.",
  arguments: { line: text("A line."), by: BY, ...RANGE },
  async answer({ line, by, from, to }, { ask, links }) {
    const [ofLines, ofPlant] = await Promise.all([
      ask("/api/v1/kpis/lines", { line, by, from, to }),
      ask("/api/v1/kpis"),
    ]);
    const rows = ofLines.all("lines");
    const lines = rows.slice(0, MOST).map((row) => ({
      line: said(row.text("line")),
      ...periodOf(row),
      oee: rounded(row.number("oee"), 4),
      goodPieces: row.number("goodPieces"),
      throughputPerHour: rounded(row.number("throughput"), 4),
      constraint: said(row.text("constraint")),
      bottleneck: row
        .all("bottleneck")
        .slice(0, 5)
        .map((one) => ({
          asset: said(one.text("label")),
          sole: rounded(one.number("sole"), 3),
          shifting: rounded(one.number("shifting"), 3),
        })),
      undefinedBecause: said(row.text("reason")),
    }));
    const plantNow = ofPlant.all("kpis").map((one) => ({
      figure: word(one.text("id")),
      value: rounded(one.number("value")),
      unit: word(one.text("unit")),
      target: one.number("target"),
      undefinedBecause: said(one.text("reason")),
      liveShare: rounded(one.number("liveShare"), 3),
    }));
    return { data: { total: rows.length, lines, plantNow }, links: [links.room("overview")] };
  },
};

const listOrders: AgentTool = {
  name: "list_orders",
  description:
    "Production orders with progress, due time and forecast of the finish, open ones first. Of those that ended, " +
    "default in the last week: count, on-time rate, lead time.",
  arguments: { ...RANGE, limit: count(MOST, 30) },
  async answer({ from, to, limit = 30 }, { ask, links }) {
    const answer = await ask("/api/v1/orders", { from, to });
    const all = answer.all("orders");
    const ended = answer.sub("ended");
    const orders = all.slice(0, Number(limit)).map((order) => ({
      order: said(order.text("order")),
      variant: said(order.text("variant")),
      state: word(order.text("state")),
      quantity: order.number("quantity"),
      good: order.sub("reported")?.number("good") ?? null,
      scrapped: order.sub("reported")?.number("scrapped") ?? null,
      due: time(order.text("due")),
      endedAt: time(order.text("endedAt")),
      forecastFinish: time(order.sub("forecast")?.text("finish") ?? null),
      noForecastBecause: said(order.sub("forecast")?.text("reason")),
    }));
    const data = {
      total: all.length,
      orders,
      ended: ended && {
        from: time(ended.text("from")),
        to: time(ended.text("to")),
        count: ended.number("count"),
        onTime: ended.number("onTime"),
        onTimeRate: rounded(ended.number("onTimeRate"), 3),
        leadTimeSeconds: rounded(ended.number("leadTimeS")),
      },
    };
    return { data, links: [links.room("material")] };
  },
};

/** A span of a machine's time, as lists of states show it. */
export function spanEntry(span: Fields) {
  return {
    from: time(span.text("from")),
    to: time(span.text("to")),
    seconds: secondsOf(span),
    element: word(span.text("element")),
    cause: word(span.text("cause")),
    order: said(span.text("order")),
    variant: said(span.text("variant")),
  };
}

function periodOf(row: Fields) {
  return { period: said(row.text("period")), from: time(row.text("from")), to: time(row.text("to")) };
}

/** The end of the time that was asked for; null where it is now, which the twin shows live. */
function endOf(to: Arguments[string], answer: Fields): string | null {
  return to === undefined ? null : time(answer.text("to"));
}

function secondsOf(span: Fields): number {
  const ms = Date.parse(span.text("to") ?? "") - Date.parse(span.text("from") ?? "");
  return Number.isFinite(ms) ? Math.round(ms / 1000) : 0;
}

export const productionTools: readonly AgentTool[] = [
  machineStates,
  machineStops,
  machineFigures,
  lineFigures,
  listOrders,
];
