import { isBelow } from "../contracts/plant/equipment-path.ts";
import { isTimeZone } from "../contracts/plant/time-zone.ts";
import { problem, sentence } from "./config-texts.ts";
import type { ConfigDocument } from "./document.ts";
import { isMap, mapsIn, numberAt, textAt } from "./loose.ts";
import { choose, NOUNS, nearest, unknown } from "./suggest.ts";

const MINUTES_A_DAY = 1440;

/** Checks of site, floor, places, zones and routes that a schema cannot express. */
export function checkSite(document: ConfigDocument): void {
  checkTimeZone(document);
  checkShifts(document);
  checkPlaces(document);
  checkZones(document);
  checkRoutes(document);
  for (const section of ["maps", "runs"]) checkUnique(document, section, "id");
  for (const section of ["sources", "sinks"]) checkUnique(document, section, "name");
}

/** `enterprise/site`, or undefined when the config lacks either. */
export function sitePath(document: ConfigDocument): string | undefined {
  const site = document.root["site"];
  if (!isMap(site)) return undefined;
  const enterprise = textAt(site, "enterprise");
  const id = textAt(site, "id");
  return enterprise === undefined || id === undefined ? undefined : `${enterprise}/${id}`;
}

/** Reports a value that must be unique in a list, with the place of the first one. */
export function checkUnique(
  document: ConfigDocument,
  section: string,
  key: string,
  within: unknown = document.root[section],
): void {
  const seen = new Map<string, number>();
  const steps = section.split(".");
  for (const [index, item] of mapsIn(within)) {
    const value = textAt(item, key);
    if (value === undefined) continue;
    const before = seen.get(value);
    if (before === undefined) seen.set(value, index);
    else {
      const first = document.entry(within, before);
      const place =
        first === undefined
          ? `${section}[${before}]`
          : `${first.file.shown}:${first.file.lines.linePos(first.value).line}`;
      document.problem(
        [...steps, index, key],
        problem("value-given-already", { key, value: document.show([...steps, index, key]), place }),
      );
    }
  }
}

function checkTimeZone(document: ConfigDocument): void {
  const site = document.root["site"];
  const zone = isMap(site) ? textAt(site, "timeZone") : undefined;
  if (zone === undefined || isTimeZone(zone)) return;
  const meant = nearest(zone, Intl.supportedValuesOf("timeZone"));
  document.problem(
    ["site", "timeZone"],
    problem(
      "time-zone-unknown",
      { value: document.show(["site", "timeZone"]) },
      (meant === undefined ? sentence("remedy-time-zone", {}) : sentence("remedy-meant", { meant })).message,
    ),
  );
}

function checkShifts(document: ConfigDocument): void {
  const site = document.root["site"];
  if (!isMap(site)) return;
  const taken: { index: number; start: number; end: number }[] = [];
  for (const [index, shift] of mapsIn(site["shifts"])) {
    const start = minutes(textAt(shift, "start"));
    let end = minutes(textAt(shift, "end"));
    if (start === undefined || end === undefined) continue;
    if (end <= start) end += MINUTES_A_DAY;
    const other = taken.find((one) =>
      [-MINUTES_A_DAY, 0, MINUTES_A_DAY].some((shiftBy) => start + shiftBy < one.end && one.start < end + shiftBy),
    );
    if (other !== undefined)
      document.problem(["site", "shifts", index], problem("shifts-overlap", { other: other.index }));
    taken.push({ index, start, end });
  }
}

function minutes(text: string | undefined): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text ?? "");
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
}

function checkPlaces(document: ConfigDocument): void {
  checkUnique(document, "places", "path");
  const root = sitePath(document);
  if (root === undefined) return;
  for (const [index, place] of mapsIn(document.root["places"])) {
    const path = textAt(place, "path");
    if (path === undefined || path === root.split("/")[0] || isBelow(path, root)) continue;
    document.problem(
      ["places", index, "path"],
      problem("path-off-site", { what: NOUNS.place, path: document.show(["places", index, "path"]), root }),
    );
  }
}

function checkZones(document: ConfigDocument): void {
  checkUnique(document, "zones", "id");
  for (const [index, zone] of mapsIn(document.root["zones"])) {
    const isRobotZone = zone["kind"] === "robot-zone";
    if (isRobotZone && zone["safeguard"] === undefined) {
      document.problem(["zones", index, "safeguard"], problem("zone-no-safeguard", {}));
    }
    if (!isRobotZone && zone["safeguard"] !== undefined)
      document.problem(["zones", index, "safeguard"], problem("zone-safeguard", {}), "key");
    for (const [corner, point] of Array.isArray(zone["polygon"]) ? zone["polygon"].entries() : []) {
      if (!Array.isArray(point) || point.length !== 2) continue;
      checkOnFloor(document, ["zones", index, "polygon", corner], { x: point[0] as number, y: point[1] as number });
    }
  }
}

function checkRoutes(document: ConfigDocument): void {
  const routes = document.root["routes"];
  if (!isMap(routes)) return;
  checkUnique(document, "routes.nodes", "id", routes["nodes"]);
  checkUnique(document, "routes.edges", "id", routes["edges"]);
  const ids = mapsIn(routes["nodes"]).flatMap(([, node]) => textAt(node, "id") ?? []);
  const known = new Set(ids);
  for (const [index, node] of mapsIn(routes["nodes"])) {
    const x = numberAt(node, "x");
    const y = numberAt(node, "y");
    if (x !== undefined && y !== undefined) checkOnFloor(document, ["routes", "nodes", index], { x, y });
  }
  for (const [index, edge] of mapsIn(routes["edges"])) {
    for (const end of ["from", "to"]) {
      const node = textAt(edge, end);
      if (node !== undefined && !known.has(node))
        document.problem(
          ["routes", "edges", index, end],
          unknown("node", document.show(["routes", "edges", index, end]), choose(node, ids, "node")),
        );
    }
  }
}

/** Reports a point outside of the hall. */
export function checkOnFloor(
  document: ConfigDocument,
  steps: readonly (string | number)[],
  point: { x: number; y: number },
): void {
  const floor = document.root["floor"];
  const width = isMap(floor) ? numberAt(floor, "width") : undefined;
  const depth = isMap(floor) ? numberAt(floor, "depth") : undefined;
  if (width === undefined || depth === undefined) return;
  if (point.x < 0 || point.x > width || point.y < 0 || point.y > depth)
    document.problem(steps, problem("off-floor", { x: point.x, y: point.y, width, depth }));
}
