/** State of the page that changes rarely, as signals. Values that change often live in the mirror. */
import { signal } from "@preact/signals";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { SourceStanding } from "../../../edge/contracts/path/health.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import type { Kpi } from "../../../edge/contracts/production/kpi.ts";
import type { AlertRecord } from "./alert-record.ts";
import type { PlantIndex } from "./plant-index.ts";

export type Theme = "light" | "dark";
/** The looks of the picture: matte greys for operating, materials and soft light for visitors and walls. */
export const SCENE_LOOKS = ["operating", "showcase"] as const;
export type SceneLook = (typeof SCENE_LOOKS)[number];
export const SCREENS = [
  "overview",
  "material",
  "energy",
  "maintenance",
  "safety",
  "quality",
  "alerts",
  "explore",
  "reports",
  "forecast",
  "schedule",
  "jobs",
  "dashboards",
  "diagnostics",
  "settings",
  "asset",
  "layout",
  "setup",
] as const;
export type Screen = (typeof SCREENS)[number];

/** `gone` means that no value on the screen is known to be current. */
export interface Connection {
  readonly state: "connecting" | "open" | "gone";
  /** Time of the last message of the edge, milliseconds of this machine's clock; 0 before the first. */
  readonly heardMs: number;
}

export const theme = signal<Theme>("light");
export const screen = signal<Screen>("overview");
export const sceneLook = signal<SceneLook>("operating");
/** Whether this machine draws the chosen look fully, or leaves things out because pictures took too long. */
export const isLookReduced = signal(false);
export const planView = signal(false);
export const selected = signal<AssetUid | null>(null);
export const hovered = signal<AssetUid | null>(null);
/** The tag whose trend is open, if any. */
export const openTrend = signal<TagRef | null>(null);
/** Tags whose trends are drawn beside the open one. */
export const compared = signal<readonly TagRef[]>([]);
export const MOST_COMPARED = 3;
/** An instant that the shown one is compared with, milliseconds; null for none. */
export const pinned = signal<number | null>(null);
/** Camera position of a link, until the picture has taken it. */
export const wantedCamera = signal<readonly number[] | null>(null);
/** The moment in the dialog that shares it. */
export const sharing = signal<{ readonly atMs: number; readonly link: string } | null>(null);
/** Nothing but the selected asset is drawn. */
export const isolated = signal(false);
/** What the picture shows of the plant, one at a time (rules SL). */
export const LAYERS = [
  "states",
  "alarms",
  "energy",
  "flow",
  "health",
  "safety",
  "age",
  "balance",
  "register",
  "spread",
  "islands",
  "future",
] as const;
export type LayerId = (typeof LAYERS)[number];
export const layer = signal<LayerId>("states");
/** Marks on the floor that the user may hide: routes of vehicles, robot zones. */
export const FLOOR_MARKS = ["vehicles", "safety"] as const;
export type FloorMark = (typeof FLOOR_MARKS)[number];
export const floorMarks = signal<ReadonlySet<FloorMark>>(new Set(FLOOR_MARKS));

export function toggleMark(mark: FloorMark): void {
  const next = new Set(floorMarks.value);
  if (!next.delete(mark)) next.add(mark);
  floorMarks.value = next;
}

export const searching = signal(false);
export const treeOpen = signal(false);
/** Single-letter keys can be switched off (WCAG 2.1.4). */
export const singleKeys = signal(true);

export const plant = signal<PlantIndex | null>(null);
/** Why the plant could not be loaded. */
export const plantFailure = signal<string | null>(null);
export const alerts = signal<readonly AlertView[]>([]);
export const kpis = signal<readonly Kpi[]>([]);
/** Whether each source is connected. */
export const sources = signal<readonly SourceStanding[]>([]);
export const connection = signal<Connection>({ state: "connecting", heardMs: 0 });
/** Grows whenever the edge reports its links or the connection changes. */
export const linksVersion = signal(0);
/** Grows with every dictionary; components that hold tags read them again. */
export const dictionaryVersion = signal(0);
/** Whole seconds of this machine's clock, for ages and the clock. */
export const second = signal(Math.floor(Date.now() / 1000));
/** Edge clock minus this machine's clock, milliseconds. */
export const clockOffsetMs = signal(0);
/** Samples applied in the last whole second, and how old they were on arrival. */
export const traffic = signal<{ readonly samplesPerSecond: number; readonly lagMs: number }>({
  samplesPerSecond: 0,
  lagMs: 0,
});
/** How far behind its samples motion is drawn, milliseconds. */
export const motionDelayMs = signal(250);
/** The newest message that an operator action failed, shown until the next action. */
export const actionFailure = signal<string | null>(null);

/** The alert that is about to be shelved, while the page asks for how long and why. */
export const shelving = signal<Pick<AlertView, "alertUid" | "assetUid" | "rule" | "message"> | null>(null);

/** The alert whose details are open; `past` is the last known state of one that is no longer active. */
export const openAlert = signal<{ readonly alertUid: string; readonly past?: AlertRecord } | null>(null);

/** A past instant on the page, milliseconds of the edge's clock; it rests when `speed` is 0. */
export interface Moment {
  readonly atMs: number;
  readonly speed: number;
}

/** The past instant on the page; null while the page is live. */
export const moment = signal<Moment | null>(null);
/** The future moment on the page while a forecast is played; null else. */
export const futureMoment = signal<Moment | null>(null);

/** The span that can be replayed, once the edge has named it. */
export const replayRange = signal<{ readonly fromMs: number; readonly toMs: number } | null>(null);

/** Now by the edge's clock, milliseconds, also in replay. */
export function liveNowMs(): number {
  return Date.now() + clockOffsetMs.value;
}

/**
 * The one time of the page, milliseconds of the edge's clock: now, the instant of the replay, or a future one that is
 * played. Ages count from it.
 */
export function edgeNowMs(): number {
  return futureMoment.value?.atMs ?? moment.value?.atMs ?? liveNowMs();
}
