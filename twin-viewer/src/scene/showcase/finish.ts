import { Color, Vector4 } from "three";
import { TONES } from "../build.ts";
import type { Tone } from "../figure.ts";
import type { Palette } from "../palette.ts";
import { bodyColor, isLit, type Lamp, STATES, type State } from "../tone-palette.ts";

/** A material: its colour while the machine runs, and how it answers light. */
interface Finish {
  readonly color: string;
  /** Share of the light that is mirrored rather than scattered, 0 to 1. */
  readonly gloss: number;
  /** 1 for bare metal, whose reflections have its own colour. */
  readonly metal: number;
  /** 1 for what shines by itself. */
  readonly glow: number;
  /** 0 for a mirror, 1 for chalk. */
  readonly rough: number;
  /** Painted surfaces follow the machine's state, bare ones do not. */
  readonly isPainted: boolean;
}

const paint = (color: string, gloss = 0.5, rough = 0.4): Finish => ({
  color,
  gloss,
  rough,
  metal: 0,
  glow: 0,
  isPainted: true,
});
const bare = (color: string, gloss: number, rough: number, metal = 0): Finish => ({
  color,
  gloss,
  rough,
  metal,
  glow: 0,
  isPainted: false,
});
const lamp: Finish = { color: "#4a4f54", gloss: 0.6, rough: 0.2, metal: 0, glow: 1, isPainted: false };

/**
 * The materials of the showcase. None has a strong colour: that is left to states, selection and predictions. A test
 * holds them to `MOST_CHROMA`.
 */
export const FINISHES: Readonly<Record<Tone, Finish>> = {
  body: paint("#e4e5e3"),
  bright: paint("#f1f0ec"),
  shade: paint("#8f9aa3"),
  base: paint("#4d565e"),
  vehicle: paint("#38424b", 0.7, 0.3),
  glass: bare("#a9bcc4", 1, 0.05),
  dark: bare("#2b3035", 0.4, 0.5),
  piece: bare("#c3beb4", 0.8, 0.35, 0.7),
  steel: bare("#c2c6ca", 0.9, 0.25, 1),
  rubber: bare("#1d2023", 0.15, 0.9),
  screen: { color: "#1c2b33", gloss: 0.8, rough: 0.1, metal: 0, glow: 0.6, isPainted: false },
  "lamp-running": lamp,
  "lamp-idle": lamp,
  "lamp-alarm": lamp,
};

/** Largest difference between the channels of a material's colour, 0 to 1. */
export const MOST_CHROMA = 0.12;

/** Brightness of paint by state: running machines stand in full light, stopped ones in the dark. */
const LIT: Readonly<Record<string, number>> = { running: 1, idle: 0.78, stopped: 0.52, unknown: 0.88 };
/** Paint under an alarm, by tone, as a share of the alarm's colour. */
const ALARM_SHADE: Readonly<Partial<Record<Tone, number>>> = { bright: 1.15, shade: 0.8, base: 0.6, vehicle: 1 };
/** Signal lamps: white stands by, green runs (IEC 60073); the alarm's lamp has the alarm's colour. */
const RUNNING_LAMP = new Color().setStyle("#35c46b", "srgb-linear");
const IDLE_LAMP = new Color().setStyle("#f7fafc", "srgb-linear");
/** At night the hall is darker. */
const NIGHT = 0.84;

/** Colours of every state and tone, state by state, squared: the program reckons with light, not with screen values. */
export function finishPalette(palette: Palette): Color[] {
  return STATES.flatMap((state) => TONES.map((tone) => squared(showcaseColor(tone, state, palette))));
}

function squared({ r, g, b }: Color): Color {
  return new Color(r * r, g * g, b * b);
}

/** The colour of a tone in a state, as on the screen under full light. */
export function showcaseColor(tone: Tone, state: State, palette: Palette): Color {
  const { color, isPainted } = FINISHES[tone];
  const own = new Color().setStyle(color, "srgb-linear");
  if (isLamp(tone)) return isLit(tone, state) ? lampColor(tone, state, palette) : own;
  const dim = palette.isDark ? NIGHT : 1;
  if (!isPainted) return own.multiplyScalar(dim);
  // Alarms, and what a layer shows, take the place of paint.
  if (!Object.hasOwn(LIT, state))
    return new Color().copy(bodyColor(state, palette)).multiplyScalar(ALARM_SHADE[tone] ?? 1);
  return own.multiplyScalar((LIT[state] as number) * dim);
}

function isLamp(tone: Tone): tone is Lamp {
  return tone.startsWith("lamp-");
}

function lampColor(tone: Lamp, state: State, palette: Palette): Color {
  if (tone === "lamp-alarm") return new Color().copy(bodyColor(state, palette));
  return new Color().copy(tone === "lamp-running" ? RUNNING_LAMP : IDLE_LAMP);
}

/** Gloss, metal, glow and roughness of every tone, for the program. */
export function finishTable(): Vector4[] {
  return TONES.map((tone) => {
    const { gloss, metal, glow, rough } = FINISHES[tone];
    return new Vector4(gloss, metal, glow, rough);
  });
}
