import type { AlertBook, AlertView } from "../../contracts/alerts/alert.ts";
import { qualityOf } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import { isInside } from "../../contracts/plant/robot-zone.ts";
import type { AssetUid, Tag, TagRef, TagTable } from "../../contracts/plant/tag.ts";
import { conversionOf } from "../../contracts/plant/unit-conversion.ts";
import type { WorkBook } from "../../contracts/records/work-book.ts";
import { type AlertRiskKind, LIVE_RISK_RULES, type LiveIndication } from "../../contracts/safety/live-risk.ts";
import { permitOf } from "../../contracts/safety/permit.ts";
import type { Place } from "../../contracts/safety/register.ts";
import { violationIn } from "../permits/permit-watch.ts";
import { assetsAt, withoutAreas, zonesAt } from "../permits/regions.ts";
import { placeNow, type WhereParts } from "./where.ts";

export interface AlertCausesParts extends WhereParts {
  readonly plant: Pick<Plant, "assets" | "zones" | "maps">;
  readonly tags: Pick<TagTable, "at" | "ofAsset">;
  readonly book: Pick<AlertBook, "standing">;
  readonly work: Pick<WorkBook, "find">;
}

/** What the health of components calls a guard whose switch is bridged (rules in docs/rules/health-instruments.md). */
const BYPASSED = "bypassed-interlock";
/** A guard that stops nothing is never a matter of notice alone: its alert is of low severity, as wear is none. */
const LEAST_BYPASSED = 0.75;

/** Standing alerts among the causes of the risk of each zone (rules LV34 to LV37). It raises none. */
export class AlertCauses {
  readonly #parts: AlertCausesParts;
  readonly #assets: ReadonlyMap<AssetUid, Plant["assets"][number]>;
  #indications: readonly LiveIndication[] = [];
  #key = "";

  constructor(parts: AlertCausesParts) {
    this.#parts = parts;
    this.#assets = new Map(parts.plant.assets.map((asset) => [asset.assetUid, asset]));
  }

  /** Reads the book. Returns whether a cause began, ended, moved to another zone, or became known or unknown. */
  tick(): boolean {
    // Whether somebody has acknowledged, shelved or suppressed it, or is at work there, ends no cause.
    this.#indications = this.#parts.book
      .standing()
      .flatMap((alert) => (alert.clearedAt === undefined ? this.#causesOf(alert) : []));
    const key = this.#indications
      .map(({ alertUid, since, kind, zone, isUnknown }) => [alertUid, since, kind, zone, isUnknown].join(" "))
      .sort()
      .join("\n");
    const hasChanged = key !== this.#key;
    this.#key = key;
    return hasChanged;
  }

  /** As of the last tick; an alert whose place is in several zones counts in each of them. */
  indications(): readonly LiveIndication[] {
    return this.#indications;
  }

  #causesOf(alert: AlertView): readonly LiveIndication[] {
    const kind = this.#kindOf(alert);
    if (kind === undefined) return [];
    const { alertUid, assetUid, raisedAt, severity } = alert;
    const level = Math.min(1, severity / 1000);
    const cause: LiveIndication = {
      ...{ kind, since: raisedAt, alertUid, isUnknown: this.#isUnknown(alert) },
      ...(this.#assets.has(assetUid) ? { assetUid } : {}),
      level: kind === "interlock-bypassed" ? Math.max(LEAST_BYPASSED, level) : level,
    };
    const zones = this.#zonesOf(alert);
    return zones.length === 0 ? [cause] : zones.map((zone) => ({ ...cause, zone }));
  }

  /** Undefined for alerts that are no cause, or are one already, of live risk, cameras or gas. */
  #kindOf({ rule, kind, hypotheses, evidence }: AlertView): AlertRiskKind | undefined {
    if (rule.startsWith(LIVE_RISK_RULES)) return undefined;
    if (violationIn(rule) !== undefined) return "permit-violation";
    if (kind === "safety" && hypotheses?.[0]?.kind === BYPASSED) return "interlock-bypassed";
    const limits = evidence.filter(({ detector }) => detector === "limit");
    // The first limit of a temperature is that of the process. The second one is where something is too hot.
    if (limits.some(({ tag, limit }) => this.#isTooHot(this.#tag(tag), limit))) return "temperature";
    if (kind !== "safety" || limits.some(({ tag }) => this.#tag(tag)?.role === "gas-concentration")) return undefined;
    return evidence.some(({ tag }) => isTemperature(this.#tag(tag))) ? "temperature" : "safety-alert";
  }

  #isTooHot(tag: Tag | undefined, limit: number | undefined): boolean {
    return isTemperature(tag) && limit !== undefined && limit === tag?.limits?.highHigh;
  }

  /** Whether what it was judged by is silent or bad now: then nothing says whether it still holds. */
  #isUnknown({ rule, assetUid, evidence }: AlertView): boolean {
    const violation = violationIn(rule);
    if (violation !== undefined) return violation.isUnknown;
    if (evidence.length > 0) return evidence.some(({ tag }) => !this.#isKnown(tag));
    const own = this.#parts.tags.ofAsset(assetUid);
    return own.length > 0 && !own.some(({ ref }) => this.#isKnown(ref));
  }

  #zonesOf({ rule, assetUid }: AlertView): readonly string[] {
    const { plant, work } = this.#parts;
    const violation = violationIn(rule);
    if (violation === undefined) return this.#zoneOf(assetUid);
    const item = work.find(violation.itemUid);
    const facts = item === undefined ? undefined : permitOf(item);
    return facts === undefined ? [] : zonesOfPlace(facts.place, plant);
  }

  /** The zone that it stands in: a cell or an aisle before the area around it. */
  #zoneOf(assetUid: AssetUid): readonly string[] {
    const asset = this.#assets.get(assetUid);
    const place = asset === undefined ? undefined : placeNow(asset, this.#parts);
    if (place === undefined) return [];
    const around = this.#parts.plant.zones.filter(({ polygon }) => isInside(polygon, ...place));
    return withoutAreas(around)
      .slice(0, 1)
      .map(({ id }) => id);
  }

  #tag(ref: TagRef): Tag | undefined {
    return this.#parts.tags.at(ref);
  }

  #isKnown(ref: TagRef): boolean {
    const { twin } = this.#parts;
    return twin.isLive(ref) && qualityOf(twin.status(ref)) !== "bad";
  }
}

function isTemperature(tag: Tag | undefined): boolean {
  return tag?.unit !== undefined && conversionOf(tag.unit, "Cel") !== undefined;
}

/** Zones of a place; of an area by its path, those in which its assets stand. */
function zonesOfPlace(place: Place, plant: AlertCausesParts["plant"]): readonly string[] {
  const places = place.area === undefined ? [place] : assetsAt(place, plant).map(({ label }) => ({ asset: label }));
  return [...new Set(places.flatMap((one) => zonesAt(one, plant).map(({ id }) => id)))];
}
