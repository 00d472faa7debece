/** What the page shows of the sites: search, filter, order. It is in the page's address, for links and reloads. */
import { signal } from "@preact/signals";
import type { CompanySite } from "../data/company-api.ts";
import { called, fits, wordsOf } from "../data/search-words.ts";
import { type Theme, theme } from "../data/signals.ts";
import { concernsOf, isLinked, linkAgeMs, rankOf } from "../data/site-standing.ts";
import { language } from "../i18n/chosen.ts";
import { local } from "../i18n/language.ts";

export const ORDERS = ["worst", "site", "link", "alerts", "oee", "energy"] as const;
export type Order = (typeof ORDERS)[number];

export interface Choice {
  readonly words: string;
  readonly isConcerned: boolean;
  readonly order: Order;
  readonly isDown: boolean;
  readonly view: "list" | "map";
}

const FIRST: Choice = { words: "", isConcerned: false, order: "worst", isDown: false, view: "list" };
export const choice = signal<Choice>(FIRST);

export function choose(change: Partial<Choice>): void {
  choice.value = { ...choice.value, ...change };
}

/** Large figures first where the most matters most, and so back on a second press. */
export function chooseOrder(order: Order): void {
  const { order: before, isDown } = choice.peek();
  choose({ order, isDown: order === before ? !isDown : order === "alerts" || order === "energy" || order === "link" });
}

/** Reads `#/sites?q=…&order=oee&down=1&concerned=1&view=map&l=zh&th=dark`. What is no choice is left out. */
export function readChoice(hash: string): void {
  const query = new URLSearchParams(hash.split("?", 2)[1] ?? "");
  choice.value = {
    words: query.get("q") ?? "",
    isConcerned: query.get("concerned") === "1",
    order: ORDERS.find((one) => one === query.get("order")) ?? FIRST.order,
    isDown: query.get("down") === "1",
    view: query.get("view") === "map" ? "map" : "list",
  };
  const [l, th] = [query.get("l"), query.get("th")];
  if (l === "zh" || l === "en") language.value = l;
  if (th === "light" || th === "dark") theme.value = th satisfies Theme;
}

export function writeChoice({ words, isConcerned, order, isDown, view }: Choice): string {
  const query = new URLSearchParams();
  if (words !== "") query.set("q", words);
  if (isConcerned) query.set("concerned", "1");
  if (order !== FIRST.order) query.set("order", order);
  if (isDown) query.set("down", "1");
  if (view !== FIRST.view) query.set("view", view);
  query.set("l", language.value);
  query.set("th", theme.value);
  return `#/sites?${query.toString()}`;
}

/** The sites to show, in order. Unknown figures come last whichever way the order goes. */
export function shownSites(sites: readonly CompanySite[], chosen: Choice, nowMs: number): readonly CompanySite[] {
  const words = wordsOf(chosen.words);
  const found = sites
    .filter((site) => fits(namesOf(site), words, undefined))
    .map((site) => ({ site, rank: rankOf(concernsOf(site, nowMs)), key: keyOf(site, chosen.order, nowMs) }))
    .filter(({ rank }) => !chosen.isConcerned || rank < rankOf([]));
  const way = chosen.isDown ? -1 : 1;
  const byName = (a: CompanySite, b: CompanySite) => local(a.name).localeCompare(local(b.name));
  return found
    .sort((a, b) => {
      if (chosen.order === "site") return way * byName(a.site, b.site);
      if (chosen.order === "worst") return way * (a.rank - b.rank || b.key - a.key) || byName(a.site, b.site);
      const [unknownA, unknownB] = [Number.isNaN(a.key), Number.isNaN(b.key)];
      if (unknownA || unknownB) return Number(unknownA) - Number(unknownB) || byName(a.site, b.site);
      return way * (a.key - b.key) || a.rank - b.rank || byName(a.site, b.site);
    })
    .map(({ site }) => site);
}

function namesOf({ name, location, edgeId }: CompanySite) {
  const place = location?.place;
  return called([name.en, place?.en ?? "", edgeId], [name.zh, place?.zh ?? ""]);
}

/** One alarm of a priority outweighs any number of the next. */
const WEIGHT = 1000;

/** What a site is ordered by; NaN where it is not known. */
function keyOf(site: CompanySite, order: Order, nowMs: number): number {
  const { summary, link } = site;
  switch (order) {
    case "oee":
      return summary?.oee?.value ?? Number.NaN;
    case "energy":
      return summary?.energy?.kW ?? Number.NaN;
    case "link":
      // Sites that are heard are all of now: their ages differ by chance.
      return isLinked(link.state) ? 0 : (linkAgeMs(site, nowMs) ?? Number.MAX_SAFE_INTEGER);
    default: {
      const { p1 = 0, p2 = 0, p3 = 0, p4 = 0 } = summary?.alerts ?? {};
      if (summary === null) return order === "worst" ? 0 : Number.NaN;
      return [p1, p2, p3, p4].reduce((sum, count) => sum * WEIGHT + Math.min(WEIGHT - 1, count), 0);
    }
  }
}
