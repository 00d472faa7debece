import { COLOURS } from "./palette.ts";

/** Colours of the page's theme, for canvases. */
export interface Tones {
  readonly ground: string;
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly focus: string;
  readonly curves: readonly string[];
  /** By priority 1 to 4; 0 for advisories. */
  readonly priorities: readonly string[];
  readonly edge: string;
  readonly states: Readonly<Record<"running" | "idle" | "stopped" | "out-of-service", string>>;
}

export function tonesOfPage(): Tones {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: token("raised"),
    text: token("text1"),
    faint: token("text2"),
    line: token("line"),
    focus: token("focus"),
    curves: Array.from({ length: COLOURS }, (_, i) => token(`curve-${i + 1}`)),
    priorities: [token("pred"), token("p1"), token("p2"), token("p3"), token("p4")],
    edge: token("ctl"),
    states: {
      running: token("m-run"),
      idle: token("m-idle"),
      stopped: token("m-off"),
      "out-of-service": token("text3"),
    },
  };
}

export const FONT = '11px "Noto Sans SC Variable", sans-serif';
