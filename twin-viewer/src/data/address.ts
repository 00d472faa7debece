import type { Language } from "../i18n/language.ts";
import { SCREENS, type Screen, type Theme } from "./signals.ts";

/** What a link into the page can say. Absent parts stay as they are. */
export interface Address {
  readonly screen?: Screen;
  /** Label of the selected asset. */
  readonly asset?: string;
  readonly language?: Language;
  readonly theme?: Theme;
  readonly plan?: boolean;
  /** The instant that is shown instead of now, milliseconds UTC. */
  readonly atMs?: number;
}

/** Reads `#/overview?a=CNC-206&l=zh&th=light`. Whatever it does not know it leaves out. */
export function parseAddress(hash: string): Address {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const params = new URLSearchParams(query);
  const screen = SCREENS.find((one) => one === path);
  const asset = params.get("a");
  const language = params.get("l");
  const theme = params.get("th");
  const atMs = Date.parse(params.get("t") ?? "");
  return {
    ...(screen === undefined ? {} : { screen }),
    ...(asset === null || asset === "" ? {} : { asset }),
    ...(language === "zh" || language === "en" ? { language } : {}),
    ...(theme === "light" || theme === "dark" ? { theme } : {}),
    ...(Number.isNaN(atMs) ? {} : { atMs }),
    ...(params.has("plan") ? { plan: params.get("plan") === "1" } : {}),
  };
}

export function formatAddress({ screen = "overview", asset, language, theme, plan, atMs }: Address): string {
  const params = new URLSearchParams();
  if (asset !== undefined) params.set("a", asset);
  if (language !== undefined) params.set("l", language);
  if (theme !== undefined) params.set("th", theme);
  if (plan === true) params.set("plan", "1");
  if (atMs !== undefined) params.set("t", new Date(atMs).toISOString());
  const query = params.toString();
  return `#/${screen}${query === "" ? "" : `?${query}`}`;
}
