import type { Language } from "../i18n/chosen.ts";
import {
  FLOOR_MARKS,
  type FloorMark,
  LAYERS,
  type LayerId,
  SCENE_LOOKS,
  SCREENS,
  type SceneLook,
  type Screen,
  type Theme,
} from "./signals.ts";

const KIOSK_PARTS = ["all", "alarms", "plan", "energy", "dashboards"] as const;

/** The parts of a link into the page. Absent parts stay as they are. */
export interface Address {
  readonly screen?: Screen;
  /** Label of the selected asset. */
  readonly asset?: string;
  readonly language?: Language;
  readonly theme?: Theme;
  readonly look?: SceneLook;
  readonly plan?: boolean;
  /** The instant of the replay, milliseconds UTC. */
  readonly atMs?: number;
  /** The instant that it is compared with, milliseconds UTC. */
  readonly pinnedMs?: number;
  /** What the picture shows, and the marks on its floor. */
  readonly layer?: LayerId;
  readonly marks?: readonly FloorMark[];
  /** Camera: target east and north, distance, azimuth and polar angle in degrees. */
  readonly camera?: readonly number[];
  readonly kiosk?: Kiosk;
  /** The question of the explore room, as that room writes it. */
  readonly explore?: string;
  /** Id of the open dashboard, and the choice of its variable. */
  readonly dashboard?: string;
  readonly choice?: string;
  /** Kind of the open report. */
  readonly report?: string;
  /** Uid of the open forecast. */
  readonly forecast?: string;
  /** Uid of the open study. */
  readonly study?: string;
  /** Uid of the open schedule. */
  readonly schedule?: string;
  /** The open record or recall, as its dialog writes it. */
  readonly trace?: string;
  /** Medium and range of the balance. */
  readonly balance?: string;
  /** Place of a danger to report, `zone:ID` or `asset:LABEL`, as a label on the floor has it; read only. */
  readonly dangerAt?: string;
}

/** A wall screen: no controls, large type. */
export interface Kiosk {
  /** Seconds that the camera rests at each area; 0 for no tour. */
  readonly tourS: number;
  readonly only: (typeof KIOSK_PARTS)[number];
}

/** Reads `#/overview?a=CNC-206&l=zh&th=light`. Unknown parts are left out. */
export function parseAddress(hash: string): Address {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const params = new URLSearchParams(query);
  const screen = SCREENS.find((one) => one === path);
  const asset = params.get("a");
  const language = params.get("l");
  const theme = params.get("th");
  const look = SCENE_LOOKS.find((one) => one === params.get("look"));
  const atMs = Date.parse(params.get("t") ?? "");
  const pinnedMs = Date.parse(params.get("cmp") ?? "");
  const camera = (params.get("cam") ?? "").split(",").map(Number);
  const only = params.get("only");
  const tourS = Number(params.get("tour") ?? 0);
  return {
    ...(screen === undefined ? {} : { screen }),
    ...(asset === null || asset === "" ? {} : { asset }),
    ...(language === "zh" || language === "en" ? { language } : {}),
    ...(theme === "light" || theme === "dark" ? { theme } : {}),
    ...(look === undefined ? {} : { look }),
    ...(Number.isNaN(atMs) ? {} : { atMs }),
    ...(Number.isNaN(pinnedMs) ? {} : { pinnedMs }),
    ...(camera.length === 5 && camera.every(Number.isFinite) ? { camera } : {}),
    ...pictureOf(params),
    ...(params.get("kiosk") === "1"
      ? {
          kiosk: {
            tourS: Number.isFinite(tourS) && tourS >= 5 ? tourS : 0,
            only: KIOSK_PARTS.find((part) => part === only) ?? "all",
          },
        }
      : {}),
    ...wordOf(params, "x", "explore"),
    ...wordOf(params, "d", "dashboard"),
    ...wordOf(params, "v", "choice"),
    ...wordOf(params, "r", "report"),
    ...wordOf(params, "f", "forecast"),
    ...wordOf(params, "st", "study"),
    ...wordOf(params, "s", "schedule"),
    ...wordOf(params, "tr", "trace"),
    ...wordOf(params, "m", "balance"),
    ...wordOf(params, "report", "dangerAt"),
    ...(params.has("plan") ? { plan: params.get("plan") === "1" } : {}),
  };
}

/** The layer and the marks of a link. Links of earlier versions name the layer among the marks. */
function pictureOf(params: URLSearchParams): Pick<Address, "layer" | "marks"> {
  const lay = params.get("lay")?.split(",");
  const earlier = lay?.includes("energy") === true ? "energy" : lay?.includes("material") === true ? "flow" : undefined;
  const layer = LAYERS.find((one) => one === params.get("pic")) ?? earlier;
  return {
    ...(layer === undefined ? {} : { layer }),
    ...(lay === undefined ? {} : { marks: FLOOR_MARKS.filter((mark) => lay.includes(mark)) }),
  };
}

/** A part that is any text; empty ones count as absent. */
function wordOf<Name extends string>(
  params: URLSearchParams,
  key: string,
  name: Name,
): { readonly [K in Name]?: string } {
  const word = params.get(key) ?? "";
  return (word === "" ? {} : { [name]: word }) as { readonly [K in Name]?: string };
}

export function formatAddress({
  screen = "overview",
  asset,
  language,
  theme,
  look,
  plan,
  atMs,
  pinnedMs,
  layer,
  marks,
  camera,
  kiosk,
  explore,
  dashboard,
  choice,
  report,
  forecast,
  study,
  schedule,
  trace,
  balance,
}: Address): string {
  const params = new URLSearchParams();
  if (asset !== undefined) params.set("a", asset);
  if (language !== undefined) params.set("l", language);
  if (theme !== undefined) params.set("th", theme);
  if (look !== undefined) params.set("look", look);
  if (plan === true) params.set("plan", "1");
  if (atMs !== undefined) params.set("t", new Date(atMs).toISOString());
  if (pinnedMs !== undefined) params.set("cmp", new Date(pinnedMs).toISOString());
  if (layer !== undefined) params.set("pic", layer);
  if (marks !== undefined) params.set("lay", marks.join(","));
  if (camera !== undefined) params.set("cam", camera.join(","));
  if (explore !== undefined) params.set("x", explore);
  if (dashboard !== undefined) params.set("d", dashboard);
  if (choice !== undefined) params.set("v", choice);
  if (report !== undefined) params.set("r", report);
  if (forecast !== undefined) params.set("f", forecast);
  if (study !== undefined) params.set("st", study);
  if (schedule !== undefined) params.set("s", schedule);
  if (trace !== undefined) params.set("tr", trace);
  if (balance !== undefined) params.set("m", balance);
  if (kiosk !== undefined) {
    params.set("kiosk", "1");
    if (kiosk.tourS > 0) params.set("tour", String(kiosk.tourS));
    if (kiosk.only !== "all") params.set("only", kiosk.only);
  }
  const query = params.toString();
  return `#/${screen}${query === "" ? "" : `?${query}`}`;
}
