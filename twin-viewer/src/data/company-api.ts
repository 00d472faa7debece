/** The sites of a company, as a hub answers them (`/api/v1/company/sites`). Times RFC 3339. */
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { requestAt } from "./api.ts";
import { atRoot } from "./base.ts";
import { notOfTheEdge } from "./problem.ts";
import type { TakenAct } from "./waiting-acts.ts";

/** `behind`: connected, but history has yet to come. `never`: the hub has not heard of the edge yet. */
export type LinkStanding = "connected" | "behind" | "away" | "refused" | "never";

export interface SiteLink {
  readonly state: LinkStanding;
  readonly heardAt: string | null;
  /** Seconds of history that have yet to come. */
  readonly behindSeconds: number | null;
  readonly why: LocalizedText | null;
}

/** What the hub does not have of a site. */
export interface SiteMissing {
  /** Items that the edge has lost, or deleted before the hub had them. */
  readonly lost: number;
  readonly leftOutWaveforms: number;
  /** History up to this time is in the hub's store. */
  readonly storedTo: string | null;
}

/** The newest figures of a site, made by its edge at `at`. */
export interface SiteSummary {
  readonly at: string;
  readonly machines: {
    readonly total: number;
    readonly producing: number;
    readonly standing: number;
    readonly stopped: number;
    readonly unknown: number;
  } | null;
  /** Active alarms by priority, and how many of them nobody has acknowledged. */
  readonly alerts: {
    readonly p1: number;
    readonly p2: number;
    readonly p3: number;
    readonly p4: number;
    readonly unacknowledged: number;
  };
  /** A ratio from 0 to 1. */
  readonly oee: { readonly value: number | null; readonly fromMs: number; readonly toMs: number } | null;
  readonly energy: {
    readonly kWhToday: number | null;
    readonly kW: number | null;
    readonly quality: "good" | "stale" | "estimated";
  } | null;
  readonly goodToday: number | null;
  readonly orders: { readonly running: number; readonly late: number } | null;
  readonly simulated: boolean;
}

export interface CompanySite {
  readonly edgeId: string;
  readonly name: LocalizedText;
  readonly location: {
    readonly latitude: number;
    readonly longitude: number;
    readonly place?: LocalizedText | undefined;
  } | null;
  /** Of the user on this site. With `none` it has no figure and no way in; a hub leaves it out. */
  readonly rights: "none" | "view" | "act";
  readonly link: SiteLink;
  readonly missing: SiteMissing;
  /** Acts of people that the edge has not confirmed. */
  readonly waitingActs: number;
  readonly summary: SiteSummary | null;
}

export interface CompanyAnswer {
  /** The hub's clock. */
  readonly now: string;
  /** Of the company, if the hub has been given one. */
  readonly name?: LocalizedText | null;
  readonly sites: readonly CompanySite[];
}

/** An answer and its tag; the next question gives it back, and an unchanged list is not sent again. */
interface TaggedAnswer {
  readonly answer: CompanyAnswer;
  readonly tag: string;
}

/** Asks for the sites, or the one of this id. Resolves with null where nothing has changed. Rejects as `ask` does. */
export async function fetchCompany(known: string, only: string | null): Promise<TaggedAnswer | null> {
  const query = only === null ? "" : `?${new URLSearchParams({ site: only }).toString()}`;
  const headers: Record<string, string> = known === "" ? {} : { "if-none-match": known };
  // The page keeps its own copy: the browser's would hide that nothing has changed.
  const response = await requestAt(atRoot(`/api/v1/company/sites${query}`), { headers, cache: "no-store" });
  if (response.status === 304) return null;
  const answer = (await response.json().catch(notOfTheEdge)) as CompanyAnswer;
  return { answer, tag: response.headers.get("etag") ?? "" };
}

/** Acts that wait for the plant, and what became of the others (`/api/v1/company/acts`). */
export async function fetchTakenActs(edgeId: string): Promise<readonly TakenAct[]> {
  const query = new URLSearchParams({ site: edgeId }).toString();
  const response = await requestAt(atRoot(`/api/v1/company/acts?${query}`));
  return ((await response.json().catch(notOfTheEdge)) as { readonly acts: readonly TakenAct[] }).acts;
}

/** Folder of a site's own viewer. */
function siteFolder(edgeId: string): string {
  return atRoot(`/sites/${encodeURIComponent(edgeId)}/`);
}

/** Its twin: now, or at an instant of the past. */
export function twinOf(edgeId: string, atMs?: number): string {
  const at = atMs === undefined ? "" : `?t=${encodeURIComponent(new Date(atMs).toISOString())}`;
  return `${siteFolder(edgeId)}#/overview${at}`;
}
