/** What machines and lines did, and how orders stand. */
import { ASSET, count, oneOf, RANGE, text } from "../arguments.ts";
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
  async answer({ asset: named, from, to, limit = 50 }, { ask, assets, link }) {
    const asset = assets.named(named);
    const answer = await ask("/api/v1/states", { asset: asset?.assetUid, from, to });
    const spans = answer.all("states");
    const states = spans.slice(-Number(limit)).map(spanEntry);
    return { data: { total: spans.length, states }, links: [link("asset", { asset, at: time(answer.text("to")) })] };
  },
};

const machineStops: AgentTool = {
  name: "machine_stops",
  description: "Stops of a machine with cause and reason, longest first. Default the last eight hours.",
  arguments: { asset: ASSET, ...RANGE, limit: count(MOST, 20) },
  required: ["asset"],
  async answer({ asset: named, from, to, limit = 20 }, { ask, assets, inWords, link }) {
    const asset = assets.named(named);
    const answer = await ask("/api/v1/states/stops", { asset: asset?.assetUid, from, to });
    const names = new Map(answer.all("reasons").map((one) => [one.text("code"), one.sub("name")]));
    const all = answer.all("stops").map((stop) => ({
      from: time(stop.text("from")),
      to: time(stop.text("to")),
      seconds: secondsOf(stop),
      element: word(stop.text("element")),
      cause: word(stop.text("cause")),
      reason: inWords(names.get(stop.text("reason"))) ?? said(stop.text("reason")),
    }));
    const stops = all.sort((a, b) => b.seconds - a.seconds).slice(0, Number(limit));
    return { data: { total: all.length, stops }, links: [link("asset", { asset, at: stops[0]?.from ?? null })] };
  },
};

const machineFigures: AgentTool = {
  name: "machine_figures",
  description:
    "Key figures of ISO 22400-2 per machine: OEE and its three factors, pieces, failures, MTBF, MTTR. Null with a " +
    "reason where undefined. Default the last eight hours.",
  arguments: { asset: ASSET, by: BY, order: text("An order."), variant: text("A variant."), ...RANGE },
  async answer({ asset: named, by, order, variant, from, to }, { ask, assets, link }) {
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
    return { data: { total: rows.length, machines }, links: [link("overview", { asset })] };
  },
};

const lineFigures: AgentTool = {
  name: "line_figures",
  description: "OEE, good pieces, throughput, constraint and bottleneck shares per line. Default the last eight hours.",
  arguments: { line: text("A line."), by: BY, ...RANGE },
  async answer({ line, by, from, to }, { ask, link }) {
    const rows = (await ask("/api/v1/kpis/lines", { line, by, from, to })).all("lines");
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
    return { data: { total: rows.length, lines }, links: [link("overview")] };
  },
};

const listOrders: AgentTool = {
  name: "list_orders",
  description: "Production orders with progress, due time and forecast of the finish, open ones first.",
  arguments: { limit: count(MOST, 30) },
  async answer({ limit = 30 }, { ask, link }) {
    const all = (await ask("/api/v1/orders")).all("orders");
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
    return { data: { total: all.length, orders }, links: [link("material")] };
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
