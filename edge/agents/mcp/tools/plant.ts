/** Which machines and signals there are, and what they hold. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { Asset } from "../../../contracts/plant/plant.ts";
import { ASSET, count, oneOf, RANGE, text } from "../arguments.ts";
import type { Fields } from "../fields.ts";
import { rounded, said, time, word } from "../said.ts";
import type { AgentTool, ToolContext } from "../tool.ts";

const MOST = 100;
const TREND_COLUMNS = 24;

const findAssets: AgentTool = {
  name: "find_assets",
  description: "Machines, robots, vehicles, meters and stores: label, name, kind and ISA-95 path.",
  arguments: { text: text("Part of label, name, kind or path."), limit: count(MOST, 30) },
  async answer({ text: part, limit = 30 }, { assets, language, links }) {
    const wanted = String(part ?? "").toLowerCase();
    const found = assets.all.filter(({ label, name, kind, equipmentPath }) =>
      [label, name.zh, name.en, kind, equipmentPath].some((one) => one.toLowerCase().includes(wanted)),
    );
    const shown = found.slice(0, Number(limit));
    const entry = ({ label, name, kind, equipmentPath, assetUid }: Asset) => ({
      label: said(label),
      name: said(name[language]),
      kind: word(kind),
      path: said(equipmentPath),
      uid: said(assetUid),
    });
    const rooms = shown.slice(0, 5).map((asset) => links.room("asset", { asset }));
    return { data: { total: found.length, assets: shown.map(entry) }, links: rooms };
  },
};

const findTags: AgentTool = {
  name: "find_tags",
  description: "Signals of an asset: uid, component, name, unit, role, limits.",
  arguments: { asset: ASSET, text: text("Part of name, component, signal or role."), limit: count(MOST, 40) },
  required: ["asset"],
  async answer({ asset: named, text: part, limit = 40 }, { ask, assets, inWords, links }) {
    const asset = assets.named(named);
    const wanted = String(part ?? "").toLowerCase();
    const all = (await ask("/api/v1/tags", { asset: asset?.assetUid })).all("tags");
    const found = all.filter((tag) => textOf(tag).includes(wanted));
    const tags = found.slice(0, Number(limit)).map((tag) => ({
      tag: said(tag.text("tagUid")),
      component: said(tag.text("component")),
      name: inWords(tag.sub("name")),
      type: word(tag.text("type")),
      unit: word(tag.text("unit")),
      role: said(tag.text("role")),
      limits: limitsOf(tag.sub("limits")),
    }));
    return { data: { total: found.length, tags }, links: [links.room("asset", { asset })] };
  },
};

const currentValues: AgentTool = {
  name: "current_values",
  description:
    "Newest values of an asset's signals with time, quality, and whether the source is live. Without asset: of all " +
    "assets, by text.",
  arguments: { asset: ASSET, text: text("Part of name, component or signal."), limit: count(MOST, 40) },
  async answer({ asset: named, text: part, limit = 40 }, { ask, assets, inWords, links }) {
    if (named === undefined && part === undefined) throw new EdgeError("bad-request", "this tool needs asset or text");
    const asset = assets.named(named);
    const wanted = String(part ?? "").toLowerCase();
    const query = { asset: asset?.assetUid };
    const [tags, latest] = await Promise.all([ask("/api/v1/tags", query), ask("/api/v1/samples/latest", query)]);
    const byUid = new Map(tags.all("tags").map((tag) => [tag.text("tagUid"), tag]));
    const entries = latest.all("samples").flatMap((sample) => {
      const tag = byUid.get(sample.text("tagUid"));
      return tag === undefined || !textOf(tag).includes(wanted) ? [] : [valueEntry(sample, tag, inWords)];
    });
    const values = entries.slice(0, Number(limit));
    return { data: { total: entries.length, values }, links: [links.room(asset ? "asset" : "overview", { asset })] };
  },
};

const trendSummary: AgentTool = {
  name: "trend_summary",
  description:
    "One signal over a time: exact extremes, first, last, mean of means, share of time without data, and up to " +
    `${TREND_COLUMNS} columns. Default the last hour.`,
  arguments: { tag: text("uid from find_tags."), ...RANGE },
  required: ["tag"],
  async answer({ tag, from, to }, { ask, links }) {
    const trend = await ask("/api/v1/trends", { tag, from, to, width: TREND_COLUMNS });
    const columns = (name: string) => trend.list(name).filter((one): one is number => typeof one === "number");
    const [min, max, mean, last] = [columns("min"), columns("max"), columns("mean"), columns("last")];
    if (min.length === 0) throw new EdgeError("not-found", "the signal has no numeric sample in this time");
    const data = {
      unit: word(trend.text("unit")),
      from: time(trend.text("from")),
      to: time(trend.text("to")),
      min: rounded(Math.min(...min)),
      max: rounded(Math.max(...max)),
      meanOfColumns: rounded(mean.reduce((sum, one) => sum + one, 0) / mean.length),
      last: rounded(last.at(-1)),
      columnsWithData: min.length,
      columnsAsked: TREND_COLUMNS,
      doubtful: trend.list("doubtful").some((one) => one === true),
      times: trend.list("times").map((one) => time(String(one))),
      means: mean.map((one) => rounded(one)),
    };
    return { data, links: [links.curve(String(tag), { from: data.from, to: data.to })] };
  },
};

const periodFigures: AgentTool = {
  name: "period_figures",
  description: "Figures of one signal by hour, shift or day of the site: time-weighted mean, extremes, samples.",
  arguments: {
    tag: text("uid from find_tags."),
    by: oneOf(["hour", "shift", "day", "whole"], "Default hour."),
    ...RANGE,
  },
  required: ["tag"],
  async answer({ tag, by, from, to }, { ask, links }) {
    const answer = await ask("/api/v1/aggregates", { tag, by, from: from ?? "-24h", to });
    const periods = answer.all("periods").map((one) => ({
      from: time(one.text("from")),
      to: time(one.text("to")),
      name: said(one.text("name")),
      samples: one.number("count"),
      mean: rounded(one.number("timeWeightedMean")),
      min: rounded(one.number("min")),
      max: rounded(one.number("max")),
      coveredSeconds: rounded(one.number("coveredSeconds")),
      doubtful: one.flag("doubtful"),
    }));
    const data = { unit: word(answer.text("unit")), total: periods.length, periods: periods.slice(0, MOST) };
    const span = { from: data.periods[0]?.from ?? null, to: data.periods.at(-1)?.to ?? null };
    return { data, links: [links.curve(String(tag), span)] };
  },
};

function textOf(tag: Fields): string {
  const name = tag.sub("name");
  const parts = [tag.text("component"), tag.text("signal"), tag.text("role"), name?.text("zh"), name?.text("en")];
  return parts.join(" ").toLowerCase();
}

function valueEntry(sample: Fields, tag: Fields, inWords: ToolContext["inWords"]) {
  const value = sample.get("value");
  return {
    tag: said(tag.text("tagUid")),
    name: inWords(tag.sub("name")),
    value: typeof value === "string" ? said(value) : typeof value === "number" ? rounded(value, 7) : (value ?? null),
    meaning: inWords(tag.all("labels").find((label) => label.number("value") === value)),
    unit: word(tag.text("unit")),
    at: time(sample.text("time")),
    quality: qualityOf(sample.number("status")),
    isLive: sample.flag("live"),
  };
}

/** The two highest bits of an OPC UA status (Part 4, 7.39). */
function qualityOf(status: number | null): "good" | "uncertain" | "bad" {
  const severity = (status ?? 0x8000_0000) >>> 30;
  return severity === 0 ? "good" : severity === 1 ? "uncertain" : "bad";
}

function limitsOf(limits: Fields | undefined) {
  if (limits === undefined) return null;
  const names = ["lowLow", "low", "high", "highHigh"].filter((name) => limits.number(name) !== null);
  return Object.fromEntries(names.map((name) => [name, limits.number(name)]));
}

export const plantTools: readonly AgentTool[] = [findAssets, findTags, currentValues, trendSummary, periodFigures];
