import { formatAge } from "../../data/format.ts";
import { zoneStates } from "../../data/zone-states.ts";
import { local, t } from "../../i18n/language.ts";
import { BLANK, OWN_STATE } from "./fills.ts";
import type { Layer, LayerFacts, LayerLabel } from "./layer.ts";
import { paintRisk } from "./risk.ts";

/** Zones with safeguards, their robots, and what sensors report about people. It never says that a zone is clear. */
export const safetyLayer: Layer = {
  name: "layer.safety",
  marks: ["safety", "vehicles"],
  isThere: (index) =>
    index.plant.zones.some((zone) => zone.safeguard !== undefined) ||
    index.plant.assets.some(({ assetUid }) => index.tagWith(assetUid, "emergency-stop") !== undefined),
  paint: (assets, facts) => {
    const { index } = facts;
    const robots = new Set(index.robotZones.map(({ robot }) => robot.assetUid));
    const shows = (uid: (typeof assets)[number]["assetUid"]) =>
      robots.has(uid) || index.tagWith(uid, "emergency-stop") !== undefined;
    const risk = paintRisk(facts);
    return {
      floor: risk.floor,
      fills: Uint8Array.from(assets, ({ assetUid }) => (shows(assetUid) ? OWN_STATE : BLANK)),
      labels: [...risk.labels, ...(facts.isPast ? peopleOf(facts) : zonesOf(facts))],
      legend: [
        { swatches: ["run"], text: "legend.running" },
        { swatches: ["idle"], text: "legend.idle" },
        { swatches: ["off"], text: "legend.stopped" },
        { swatches: ["blank"], text: "legend.no-device" },
        ...risk.legend,
      ],
      note: risk.note,
    };
  },
};

/** Zones in which a sensor reports people, and those whose sensors report nothing. */
function zonesOf({ index, mirror, nowMs }: LayerFacts): LayerLabel[] {
  return zoneStates(index, mirror, nowMs).flatMap(({ zone: { zone }, state, sensorAgeMs }): LayerLabel[] => {
    if (state === "nobody") return [];
    const silent = state === "unknown" && sensorAgeMs !== undefined;
    const value = t(state === "person" ? "safety.state-person" : "safety.state-unknown");
    const since = silent ? ` · ${t("layer.silent", { age: formatAge(sensorAgeMs) })}` : "";
    return [{ ...labelOf(zone), value: `${value}${since}`, age: "" }];
  });
}

/** The most people at once in each zone, in replay: tracks are not kept. */
function peopleOf({ index, people }: LayerFacts): LayerLabel[] {
  return index.plant.zones.flatMap((zone): LayerLabel[] => {
    const most = people?.zones.find((one) => one.zone === zone.id)?.most ?? 0;
    return most === 0 ? [] : [{ ...labelOf(zone), value: t("safety.people-at-once", { n: most }), age: "" }];
  });
}

function labelOf(zone: LayerFacts["index"]["plant"]["zones"][number]) {
  const middle = (axis: 0 | 1) => zone.polygon.reduce((sum, corner) => sum + corner[axis], 0) / zone.polygon.length;
  return { key: `zone ${zone.id}`, place: [middle(0), middle(1)] as const, title: local(zone.name) };
}
