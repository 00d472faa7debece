import { Color } from "three";
import { TONES } from "./build.ts";
import type { Tone } from "./figure.ts";
import type { Palette } from "./palette.ts";

/** States that decide an asset's grey or alarm colour; its state byte is an index into this list. */
export const STATES = [
  "running",
  "idle",
  "stopped",
  "unknown",
  "priority-1",
  "priority-2",
  "priority-3",
  "priority-4",
  // Fills of layers: not part of what is shown, and the steps of a scale.
  "blank",
  "level-0",
  "level-1",
  "level-2",
  "level-3",
  "level-4",
] as const;
export type State = (typeof STATES)[number];

const WHITE = new Color(1, 1, 1);

/** Colours of every state and tone, state by state: a change of theme changes only this table. */
export function tonePalette(palette: Palette): Color[] {
  return STATES.flatMap((state) => TONES.map((tone) => toneColor(tone, state, palette)));
}

export function bodyColor(state: State, palette: Palette): Color {
  switch (state) {
    case "running":
      return palette.running;
    case "idle":
      return palette.idle;
    case "stopped":
      return palette.off;
    case "unknown":
      return new Color().copy(palette.running).lerp(palette.idle, 0.55);
    case "blank":
      return palette.blank;
    default: {
      const colors = state.startsWith("level") ? palette.levels : [undefined, ...palette.priorities];
      return colors[Number(state.at(-1))] as Color;
    }
  }
}

/**
 * The grey of a part: the asset's own, lighter or darker by material. An alarm colours the whole asset, to be visible
 * from afar.
 */
function toneColor(tone: Tone, state: State, palette: Palette): Color {
  const body = bodyColor(state, palette);
  const alarming = state.startsWith("priority");
  const result = new Color();
  switch (tone) {
    case "body":
      return result.copy(body);
    case "vehicle":
      // Small moving things must be easy to find: they contrast with the floor and with all fixed machines.
      return alarming ? result.copy(body) : result.copy(palette.ink).lerp(body, 0.12);
    case "bright":
      // A blank body must not look like the light end of a scale.
      return state === "blank" ? result.copy(body) : result.copy(body).lerp(WHITE, palette.isDark ? 0.1 : 0.3);
    case "shade":
      return result.copy(body).multiplyScalar(0.84);
    case "base":
      return result.copy(body).multiplyScalar(0.74);
    case "glass":
      return alarming ? result.copy(body).multiplyScalar(0.5) : result.copy(palette.off).lerp(body, 0.22);
    case "dark":
      return alarming
        ? result.copy(body).multiplyScalar(0.6)
        : result.copy(palette.off).multiplyScalar(palette.isDark ? 0.92 : 0.9);
    case "piece":
      return result.copy(palette.idle).lerp(palette.off, palette.isDark ? -0.35 : 0.35);
    case "steel":
      return alarming ? result.copy(body).multiplyScalar(0.78) : result.copy(body).lerp(palette.off, 0.35);
    case "rubber":
      return alarming ? result.copy(body).multiplyScalar(0.45) : result.copy(palette.off).multiplyScalar(0.7);
    case "screen":
      return alarming ? result.copy(body).multiplyScalar(0.4) : result.copy(palette.off).multiplyScalar(0.55);
    default:
      return isLit(tone, state) ? litColor(tone, state, palette) : result.copy(palette.off).multiplyScalar(0.75);
  }
}

/** The segments of a stack light, named after the states in which they are lit. */
export type Lamp = Extract<Tone, `lamp-${string}`>;

/** Whether a segment is lit. Stopped and unknown machines show none. */
export function isLit(lamp: Lamp, state: State): boolean {
  return lamp === "lamp-alarm" ? state.startsWith("priority") : lamp === `lamp-${state}`;
}

/** Normal states are lit in white: colour is for alarms. */
function litColor(lamp: Lamp, state: State, palette: Palette): Color {
  return lamp === "lamp-alarm" ? new Color().copy(bodyColor(state, palette)) : new Color().copy(WHITE);
}
