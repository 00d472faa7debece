/** An event on the map: its place, its resources, what is reported as blocked, and computed ways. Pure. */
import { formatNumber } from "../../../data/format.ts";
import type { EventAnswer, WayAnswer } from "../../../data/responses-api.ts";
import { t } from "../../../i18n/language.ts";
import type { FloorShape } from "../../../scene/layers/floor-shapes.ts";
import type { LayerLabel, MadePicture } from "../../../scene/layers/layer.ts";

/** Radius of rings, and period of the dashes of a way, metres. */
const PLACE_M = 2.4;
const RESOURCE_M = 1;
const DASH_M = 1.2;

/** Ways are dashed and named as unverified (rule SL16). */
export function eventPicture(
  { place, resources, blocked, isDrill }: Pick<EventAnswer, "place" | "resources" | "blocked" | "isDrill">,
  ways: readonly WayAnswer[],
): Pick<MadePicture, "floor" | "labels"> {
  const ring = ({ x, y }: { readonly x: number; readonly y: number }, radiusM: number, dashM: number): FloorShape => {
    return { kind: "ring", at: [x, y], radiusM, color: "ink", dashM };
  };
  const lines = ways.flatMap(({ points }) =>
    points.slice(1).map((to, at): FloorShape => {
      const from = points[at] ?? to;
      return { kind: "line", from: [from.x, from.y], to: [to.x, to.y], color: "data", dashM: DASH_M };
    }),
  );
  return {
    floor: [
      ...(place.position === null ? [] : [ring(place.position, PLACE_M, 0)]),
      ...resources.flatMap(({ id, place: { position } }) =>
        position === null ? [] : [ring(position, RESOURCE_M, blocked.exits.includes(id) ? DASH_M / 2 : 0)],
      ),
      ...blocked.places.map((one) => ring(one, one.radiusM, DASH_M)),
      ...lines,
    ],
    labels: [
      ...(place.position === null
        ? []
        : [label("event", place.position, { title: t(isDrill ? "rs.drill" : "rs.event"), value: "" })]),
      ...resources.flatMap(({ id, place: { position } }) =>
        position === null || !blocked.exits.includes(id)
          ? []
          : [label(`blocked ${id}`, position, { title: id, value: t("rs.state-blocked") })],
      ),
      ...ways.flatMap(({ resource, lengthM, points }) => {
        const middle = points[Math.floor(points.length / 2)];
        const value = `${formatNumber(lengthM, 0)} m`;
        return middle === undefined
          ? []
          : [label(`way ${resource}`, middle, { title: resource, text: t("rs.unverified"), value })];
      }),
    ],
  };
}

function label(
  key: string,
  { x, y }: { readonly x: number; readonly y: number },
  said: Pick<LayerLabel, "title" | "value"> & { readonly text?: string },
): LayerLabel {
  return { key, place: [x, y], ...said, age: "" };
}
