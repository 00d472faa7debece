/** Live risk in the picture: zones by their level, and lines from machines to who or what is near. Advisory. */
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { LiveIndication, ZoneRisk } from "../../../../edge/contracts/safety/live-risk.ts";
import { ADVISORY_WORDS } from "../../../../edge/contracts/words/live-risk-words.ts";
import { formatAge, formatNumber } from "../../data/format.ts";
import { gasValue } from "../../data/gas.ts";
import type { ShownRisk } from "../../data/live-risk.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { type Whereabouts, whereabouts } from "../../data/whereabouts.ts";
import type { TextKey } from "../../i18n/catalogue.ts";
import { local, t } from "../../i18n/language.ts";
import type { FloorShape } from "./floor-shapes.ts";
import type { LayerFacts, LayerLabel, LegendEntry } from "./layer.ts";

/** From this level on a zone is said to be at raised, and at high risk; below, it is one of notice. */
const BANDS = [
  { from: 0.75, word: "nearby.high", alpha: 0.5 },
  { from: 0.4, word: "nearby.raised", alpha: 0.32 },
  { from: 0, word: "nearby.notice", alpha: 0.18 },
] as const;
const HATCH_M = 1.1;
/** Further away nobody is the person of an indication. */
const MEETS_WITHIN_M = { distance: 12, conflict: 25 };
const RING_M = 2.2;

export interface RiskPicture {
  readonly floor: readonly FloorShape[];
  readonly labels: readonly LayerLabel[];
  readonly legend: readonly LegendEntry[];
  readonly note: string;
}

/** The word for a level; undefined for 0, which has none: it says nothing. */
export function riskWord(level: number): TextKey | undefined {
  return level > 0 ? BANDS.find(({ from }) => level >= from)?.word : undefined;
}

export function paintRisk(facts: LayerFacts): RiskPicture {
  const { risk, index } = facts;
  if (risk === undefined || facts.isPast) return { floor: [], labels: [], legend: [], note: "" };
  const places = whereabouts(index, facts.mirror, facts.nowMs);
  const drawn = risk.state.indications.flatMap((one) => indicated(one, { risk, index, places }));
  const zones = risk.state.zones.flatMap((zone) => tinted(zone, risk, index));
  return {
    floor: [...zones.map(({ shape }) => shape), ...drawn.flatMap(({ shapes }) => shapes)],
    labels: [...drawn.map(({ label }) => label), ...zones.map(({ label }) => label)],
    legend: [
      { swatches: ["risk-1", "risk-2", "risk-3"], text: "legend.risk-live" },
      { swatches: ["risk-unknown"], text: "legend.risk-unknown" },
      { swatches: ["near"], text: "legend.near" },
      { swatches: ["ahead"], text: "legend.ahead" },
    ],
    note: noteOf(risk),
  };
}

/** Never that nothing is there: sensors report a number, and some tracks are unknown. */
function noteOf({ state, ageMs, isOld }: ShownRisk): string {
  if (isOld) return t("nearby.old", { age: formatAge(ageMs) });
  const unknown = state.people.unknown + state.robots.unknown + state.vehicles.unknown;
  return `${t("nearby.count", { count: state.indications.length, unknown })} · ${local(ADVISORY_WORDS)}`;
}

function tinted(
  { zone: id, level, causes, unknown }: ZoneRisk,
  { isOld }: ShownRisk,
  index: PlantIndex,
): { shape: FloorShape; label: LayerLabel }[] {
  const zone = index.plant.zones.find((one) => one.id === id);
  const band = BANDS.find(({ from }) => level > 0 && level >= from);
  const isUnknown = isOld || unknown > 0;
  if (zone === undefined || (band === undefined && !isUnknown)) return [];
  const words = [
    ...(band === undefined ? [] : [`${t(band.word)}${t("nearby.colon")}${causeWords(causes)}`]),
    ...(isOld ? [t("nearby.unknown")] : unknown > 0 ? [t("nearby.unknown-here", { count: unknown })] : []),
  ];
  const middle = (axis: 0 | 1) => zone.polygon.reduce((sum, corner) => sum + corner[axis], 0) / zone.polygon.length;
  const place = [middle(0), middle(1)] as const;
  const look = isUnknown
    ? ({ color: "stale", alpha: Math.max(0.3, band?.alpha ?? 0), dashM: HATCH_M } as const)
    : ({ color: "data", alpha: band?.alpha ?? 0, dashM: 0 } as const);
  return [
    {
      shape: { kind: "area", polygon: zone.polygon, ...look },
      label: { key: `risk ${id}`, place, title: local(zone.name), value: words.join(" · "), age: "" },
    },
  ];
}

/** The first cause and how many more there are: a label must stay short, and the card has all of them. */
function causeWords([first, ...more]: ZoneRisk["causes"]): string {
  if (first === undefined) return "";
  return `${t(`nearby.${first}`)}${more.length === 0 ? "" : ` +${more.length}`}`;
}

interface Around {
  readonly risk: ShownRisk;
  readonly index: PlantIndex;
  readonly places: readonly Whereabouts[];
}

/** A line to the other vehicle, or to the nearest person whom the page shows; a ring where it shows none. */
function indicated(one: LiveIndication, around: Around): { shapes: FloorShape[]; label: LayerLabel }[] {
  const { risk, index } = around;
  const asset = one.assetUid === undefined ? undefined : index.asset(one.assetUid);
  if (asset === undefined) return [];
  const uid = asset.assetUid;
  const isAhead = one.aheadS !== undefined;
  const color = risk.isOld || one.isUnknown ? "stale" : "ink";
  const dashM = isAhead ? 1 : 0;
  // Gas and alerts are about the asset alone.
  const isAlone = one.kind === "gas" || one.alertUid !== undefined;
  const other = isAlone ? undefined : (one.otherUid ?? nearestPerson(uid, one, around));
  const shapes: FloorShape[] = [
    { kind: "ring", at: uid, radiusM: RING_M, color, dashM },
    ...(other === undefined ? [] : [{ kind: "line", from: uid, to: other, color, dashM } as const]),
  ];
  const label: LayerLabel = {
    ...{ key: `risk ${one.kind} ${uid} ${one.alertUid ?? ""}`, place: uid, beside: true, title: asset.label },
    text: t("nearby.advisory"),
    value: [isAlone ? t(`nearby.${one.kind}`) : otherWord(one, index), figuresOf(one)].join(" ").trim(),
    age: risk.isOld ? t("layer.old", { age: formatAge(risk.ageMs) }) : one.isUnknown ? t("nearby.unknown") : "",
  };
  return [{ shapes, label }];
}

/** Who or what is near; never which person. */
function otherWord({ otherUid }: LiveIndication, index: PlantIndex): string {
  return (otherUid === undefined ? undefined : index.asset(otherUid)?.label) ?? t("nearby.person");
}

/** Distance beside the needed one, time and probability, or a concentration, with units. */
export function figuresOf({ distanceM, neededM, probability, aheadS, gas }: LiveIndication): string {
  if (gas !== undefined) return gasValue(gas);
  if (distanceM !== undefined && neededM !== undefined)
    return t("nearby.distance", { is: formatNumber(distanceM, 1), needed: formatNumber(neededM, 1) });
  if (probability === undefined) return "";
  const percent = `${formatNumber(100 * probability, 0)} %`;
  return aheadS === undefined ? percent : `≈ ${formatNumber(aheadS, 1)} s · ${percent}`;
}

/** The edge names no person: it is the nearest one that the page itself shows now. */
function nearestPerson(uid: AssetUid, { aheadS }: LiveIndication, { index, places }: Around): AssetUid | undefined {
  const pose = index.asset(uid)?.pose;
  const stands = pose === undefined ? undefined : ([pose.x, pose.y] as const);
  const machine = places.find(({ asset }) => asset.assetUid === uid)?.at ?? stands;
  if (machine === undefined) return undefined;
  const far = aheadS === undefined ? MEETS_WITHIN_M.distance : MEETS_WITHIN_M.conflict;
  const near = places
    .filter(({ isKnown, tag }) => isKnown && tag.role === "person-x")
    .map(({ asset, at: [x, y] }) => ({ asset, awayM: Math.hypot(x - machine[0], y - machine[1]) }))
    .sort((a, b) => a.awayM - b.awayM)[0];
  return near !== undefined && near.awayM <= far ? near.asset.assetUid : undefined;
}
