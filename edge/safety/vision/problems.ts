/** Mistakes of `safety.cameras` and `safety.vision` that a schema cannot express (rule VE11). Pure. */
import type { ConfigText } from "../../contracts/plant/config-text.ts";
import type { SectionProblem } from "../../contracts/plant/edge-config.ts";
import { functionsOf, type PeopleConfig } from "../live/config.ts";
import type { CameraConfig, VisionConfig } from "./config.ts";
import { problem } from "./problem-table.ts";

type Found = readonly [steps: readonly (string | number)[], text: ConfigText];

/** `root`: the config as plain values. */
export function cameraProblems(
  {
    cameras,
    vision,
    people,
  }: {
    readonly cameras: readonly CameraConfig[];
    readonly vision: VisionConfig;
    readonly people: PeopleConfig;
  },
  root: Readonly<Record<string, unknown>> = {},
): readonly SectionProblem[] {
  const zones = new Set(
    (Array.isArray(root["zones"]) ? root["zones"] : []).map((zone: { readonly id?: unknown } | null) => zone?.id),
  );
  const ids = cameras.map(({ id }) => id);
  const found = cameras.flatMap((camera, at): Found[] => [
    ...(ids.indexOf(camera.id) < at ? [[[at, "id"], problem("camera-twice", { id: camera.id })] as Found] : []),
    ...camera.zones.flatMap((zone, n): Found[] =>
      zones.has(zone) ? [] : [[[at, "zones", n], problem("camera-no-zone", { zone })]],
    ),
    ...outside(camera, at, root["floor"]),
    ...address(camera, at),
  ]);
  const { keepAt, raiseAt } = vision;
  return [
    ...found.map(([steps, text]) => ({ steps: ["safety", "cameras", ...steps], ...text })),
    ...(keepAt <= raiseAt
      ? []
      : [{ steps: ["safety", "vision", "keepAt"], ...problem("vision-thresholds", { keep: keepAt, raise: raiseAt }) }]),
    ...(vision.keepPictures ? pictures(functionsOf(people).has("unsafeActs"), root["personal"]) : []),
  ];
}

/** Why pictures of people would not be kept although the config asks for them. */
function pictures(isOn: boolean, personal: unknown): readonly SectionProblem[] {
  const { evidenceDays } = (personal ?? {}) as { readonly evidenceDays?: unknown };
  const steps = ["safety", "vision", "keepPictures"];
  return [
    ...(isOn ? [] : [{ steps, ...problem("vision-pictures-facts", {}) }]),
    ...(evidenceDays === 0 ? [{ steps, ...problem("vision-pictures-days", {}) }] : []),
  ];
}

function outside({ id, position: { x, y } }: CameraConfig, at: number, floor: unknown): readonly Found[] {
  const { width, depth } = (floor ?? {}) as { readonly width?: unknown; readonly depth?: unknown };
  if (typeof width !== "number" || typeof depth !== "number") return [];
  if (x >= 0 && y >= 0 && x <= width && y <= depth) return [];
  return [[[at, "position"], problem("camera-outside", { id, x, y, width, depth })]];
}

function address({ id, address: written }: CameraConfig, at: number): readonly Found[] {
  if (written === undefined) return [];
  const url = URL.parse(written);
  const isKnown = url !== null && ["rtsp:", "rtsps:", "http:", "https:", "onvif:"].includes(url.protocol);
  if (!isKnown || url.hostname === "") return [[[at, "address"], problem("camera-address", { id })]];
  const { username, password, search } = url;
  return username + password + search === "" ? [] : [[[at, "address"], problem("camera-secret", { id })]];
}
