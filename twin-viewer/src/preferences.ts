import type { SceneLook, Theme } from "./data/signals.ts";
import type { Language } from "./i18n/chosen.ts";

const KEY = "gemba.viewer";

export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  readonly look: SceneLook;
  /** Layers of rooms and size of text as stored: the parts of the page that own them read them. */
  readonly layers: unknown;
  readonly wallText: unknown;
}

/** The earlier choice in this browser, else the preference of the system. */
export function readPreferences(): Preferences {
  const language: Language = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  const theme: Theme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  try {
    const stored = JSON.parse(window.localStorage.getItem(KEY) ?? "{}") as Partial<Record<keyof Preferences, unknown>>;
    return {
      language: stored.language === "zh" || stored.language === "en" ? stored.language : language,
      theme: stored.theme === "light" || stored.theme === "dark" ? stored.theme : theme,
      look: stored.look === "showcase" ? "showcase" : "operating",
      layers: stored.layers,
      wallText: stored.wallText,
    };
  } catch {
    // Storage is off or holds something else: preferences are a convenience.
    return { language, theme, look: "operating", layers: undefined, wallText: undefined };
  }
}

export function storePreferences(preferences: Preferences): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Storage is off: the next visit starts from the system's preferences again.
  }
}
