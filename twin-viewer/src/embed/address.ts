import type { Theme } from "../data/signals.ts";
import type { Language } from "../i18n/chosen.ts";

/** What an embedded page shows. */
export interface EmbeddedAddress {
  readonly dashboard: string;
  /** Number of one panel, from 1; undefined for the whole dashboard. */
  readonly panel?: number;
  /** Choice of the variable; empty for its default. */
  readonly choice: string;
  readonly language?: Language;
  readonly theme?: Theme;
}

/** Reads `?dashboard=milling&panel=2&v=…&l=zh&th=dark`. */
export function readEmbedded(search: string): EmbeddedAddress {
  const params = new URLSearchParams(search);
  const [language, theme] = [params.get("l"), params.get("th")];
  const panel = Number(params.get("panel") ?? Number.NaN);
  return {
    dashboard: params.get("dashboard") ?? "",
    choice: params.get("v") ?? "",
    ...(Number.isInteger(panel) ? { panel } : {}),
    ...(language === "zh" || language === "en" ? { language } : {}),
    ...(theme === "light" || theme === "dark" ? { theme } : {}),
  };
}
