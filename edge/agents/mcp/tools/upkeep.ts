/** What is worn, what is due, and what maintenance did. */
import { ASSET, count, oneOf, RANGE, text } from "../arguments.ts";
import type { Fields } from "../fields.ts";
import { rounded, said, time, word } from "../said.ts";
import { type AgentTool, type AssetNames, type ToolContext, without } from "../tool.ts";
import { evidenceEntry, remainingLifeEntry } from "./alerts.ts";

const MOST = 100;
const MOST_EVIDENCE = 10;
const MOST_ADVICE = 10;
const DAYS = { ...count(366, 366), description: "What may be due within these days; default all." };

const componentHealth: AgentTool = {
  name: "component_health",
  description:
    "Health of components, worst first: stage (learning, healthy, watch, act, in-maintenance), hypotheses with " +
    "probability and advice, remaining life as forecast with its interval.",
  arguments: { asset: ASSET, stage: oneOf(["watch", "act"], "Only these."), limit: count(MOST, 20) },
  async answer({ asset: named, stage, limit = 20 }, { ask, assets, inWords, links }) {
    const asset = assets.named(named);
    const all = (await ask("/api/v1/component-health", { asset: asset?.assetUid })).all("components");
    const found = all.filter((one) => stage === undefined || one.text("stage") === stage);
    const worst = [...found].sort((a, b) => (b.number("evidence") ?? 0) - (a.number("evidence") ?? 0));
    const components = worst.slice(0, Number(limit)).map((one) => {
      const rul = one.sub("rul");
      return {
        asset: assets.labelOf(one.text("assetUid")),
        component: said(one.text("component")),
        name: inWords(one.sub("name")),
        stage: word(one.text("stage")),
        since: time(one.text("since")),
        health: rounded(one.number("health"), 3),
        evidence: rounded(one.number("evidence"), 3),
        hypotheses: one
          .all("hypotheses")
          .slice(0, 3)
          .map((kind) => ({
            kind: word(kind.text("kind")),
            p: rounded(kind.number("p"), 2),
            advice: inWords(kind.sub("advice")),
          })),
        remainingLife: rul && remainingLifeEntry(rul),
        alertUid: word(one.text("alertUid")),
      };
    });
    return { data: { total: found.length, components }, links: [links.room("maintenance", { asset })] };
  },
};

const componentEvidence: AgentTool = {
  name: "component_evidence",
  description: "What speaks for a change of one component: statistics beside their usual range, and its life so far.",
  arguments: { asset: ASSET, component: text("Path from component_health; absent for the asset itself.") },
  required: ["asset"],
  async answer({ asset: named, component }, { ask, assets, inWords, links }) {
    const asset = assets.named(named);
    const life = await ask("/api/v1/component-health/life", { asset: asset?.assetUid, component });
    const curve = life.sub("curve");
    const data = {
      evidence: life
        .all("evidence")
        .slice(0, MOST_EVIDENCE)
        .map((one) => evidenceEntry(one, inWords)),
      health: curve === undefined ? [] : thinned(curve),
    };
    return { data, links: [links.room("maintenance", { asset })] };
  },
};

const maintenanceDue: AgentTool = {
  name: "maintenance_due",
  description:
    "What is due or foretold, most urgent first, with spare parts and a proposed window; and advice of the shift " +
    "brief that waits for a person's decision.",
  arguments: { asset: ASSET, days: DAYS, limit: count(MOST, 20) },
  async answer({ asset: named, days, limit = 20 }, { ask, assets, inWords, links }) {
    const asset = assets.named(named);
    const [answer, open] = await Promise.all([
      ask("/api/v1/maintenance-due", { asset: asset?.assetUid, days, limit }),
      ask("/api/v1/recommendations", { asset: asset?.assetUid, limit: MOST_ADVICE }).catch(without("unavailable")),
    ]);
    const entries = answer.all("entries").map((one) => ({
      asset: said(one.text("assetLabel")),
      component: said(one.text("component")),
      title: inWords(one.sub("title")),
      source: word(one.text("source")),
      state: word(one.text("state")),
      due: time(one.sub("due")?.text("at") ?? null),
      parts: one
        .all("parts")
        .slice(0, 5)
        .map((part) => ({
          part: said(part.text("part")),
          quantity: part.number("quantity"),
          onHand: part.number("onHand"),
          isLate: part.flag("isLate"),
        })),
      windowFrom: time(one.sub("window")?.text("from") ?? null),
      windowTo: time(one.sub("window")?.text("to") ?? null),
    }));
    const advice = open?.all("recommendations").map((one) => ({
      rule: word(one.text("rule")),
      asset: assets.labelOf(one.text("assetUid")),
      what: inWords(one.sub("what")),
      why: inWords(one.sub("why")),
      action: inWords(one.sub("action")),
      madeAt: time(one.text("proposedAt")),
      validUntil: time(one.text("validUntil")),
    }));
    const data = {
      total: answer.number("count"),
      urgent: answer.number("urgentCount"),
      entries,
      advice: advice ?? null,
    };
    return { data, links: [links.room("maintenance", { asset })] };
  },
};

const listWork: AgentTool = {
  name: "list_work",
  description: "Work items: what was reported, planned, done and found. Default the open ones.",
  arguments: {
    asset: ASSET,
    state: oneOf(["open", "all", "closed"], "Default open."),
    ...RANGE,
    limit: count(MOST, 20),
  },
  async answer({ asset: named, state, from, to, limit = 20 }, { ask, assets, inWords, links }) {
    const asset = assets.named(named);
    const answer = await ask("/api/v1/work-items", { asset: asset?.assetUid, state, from, to, limit });
    const items = answer.all("items").map((item) => workEntry(item, { assets, inWords }));
    return { data: { openInPlant: answer.number("openCount"), items }, links: [links.room("maintenance", { asset })] };
  },
};

const listSpares: AgentTool = {
  name: "list_spares",
  description: "Spare parts with stock, minimum and delivery time.",
  arguments: { text: text("Part of number or name."), limit: count(MOST, 40) },
  async answer({ text: part, limit = 40 }, { ask, inWords, links }) {
    const wanted = String(part ?? "").toLowerCase();
    const all = (await ask("/api/v1/spares")).all("spares").filter((spare) => {
      const name = spare.sub("name");
      return [spare.text("part"), name?.text("zh"), name?.text("en")].join(" ").toLowerCase().includes(wanted);
    });
    const spares = all.slice(0, Number(limit)).map((spare) => ({
      part: said(spare.text("part")),
      name: inWords(spare.sub("name")),
      onHand: spare.number("onHand"),
      minimum: spare.number("minimum"),
      leadDays: spare.number("leadDays"),
      isLow: spare.flag("isLow"),
    }));
    return { data: { total: all.length, spares }, links: [links.room("maintenance")] };
  },
};

/** A work item without the names of people. */
export function workEntry(
  item: Fields,
  { assets, inWords }: { readonly assets: AssetNames; readonly inWords: ToolContext["inWords"] },
) {
  return {
    itemUid: word(item.text("itemUid")),
    kind: word(item.text("kind")),
    state: word(item.text("state")),
    asset: assets.labelOf(item.text("assetUid")),
    component: said(item.text("component")),
    title: inWords(item.sub("title")),
    due: time(item.text("due")),
    isOverdue: item.flag("isOverdue"),
    reportedAt: time(item.text("reportedAt")),
    finishedAt: time(item.text("finishedAt")),
    done: item.all("acts").flatMap((act) => said(act.text("done")) ?? []),
    found: item.all("acts").flatMap((act) => said(act.text("found")) ?? []),
    replaced: item
      .list("replaced")
      .slice(0, 10)
      .map((path) => said(String(path))),
  };
}

/** Some twenty points of the curve of health, the newest among them. */
function thinned(curve: Fields): readonly object[] {
  const times = curve.list("times");
  const health = curve.list("health");
  const every = Math.max(1, Math.ceil(times.length / 20));
  return times.flatMap((at, i) =>
    (times.length - 1 - i) % every === 0 && typeof health[i] === "number"
      ? [{ at: time(String(at)), health: rounded(health[i] as number, 3) }]
      : [],
  );
}

export const upkeepTools: readonly AgentTool[] = [
  componentHealth,
  componentEvidence,
  maintenanceDue,
  listWork,
  listSpares,
];
