import { signal } from "@preact/signals";
import type { DefinitionKey } from "../../../edge/contracts/words/definitions.ts";

export const HELP_TABS = ["room", "guides", "keys"] as const;

/** What the help beside the room shows. */
export interface HelpPlace {
  readonly tab: (typeof HELP_TABS)[number];
  /** A guide; absent for the list of all. */
  readonly guide?: string;
  /** Anchor of a heading in it. */
  readonly anchor?: string;
}

/** Null while the help is closed. */
export const help = signal<HelpPlace | null>(null);

export function openGuide(guide: string, anchor = ""): void {
  defining.value = null;
  help.value = { tab: "guides", guide, anchor };
}

/** The figure whose definition is open, and the mark that opened it. */
export const defining = signal<{ readonly figure: DefinitionKey; readonly mark: HTMLElement } | null>(null);
