import { Color } from "three";

/** Colours of the scene, from the page's tokens, so that both always agree. */
export interface Palette {
  readonly scene: Color;
  readonly floor: Color;
  readonly aisle: Color;
  readonly edge: Color;
  readonly ink: Color;
  readonly quiet: Color;
  readonly data: Color;
  readonly selection: Color;
  readonly prediction: Color;
  readonly stale: Color;
  readonly running: Color;
  readonly idle: Color;
  readonly off: Color;
  /** Bodies that are not part of what a layer shows, and its scale from little to much. */
  readonly blank: Color;
  readonly levels: readonly [Color, Color, Color, Color, Color];
  readonly priorities: readonly [Color, Color, Color, Color];
  readonly isDark: boolean;
}

/**
 * Reads the tokens of the document's theme. Values stay in sRGB: the shaders do no lighting that would need linear
 * ones.
 */
export function readPalette(isDark: boolean): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): Color => {
    const color = new Color();
    const text = style.getPropertyValue(`--${name}`).trim();
    const hex = Number.parseInt(text.slice(1), 16);
    return color.setRGB(((hex >> 16) & 255) / 255, ((hex >> 8) & 255) / 255, (hex & 255) / 255, "srgb-linear");
  };
  return {
    scene: token("scene"),
    floor: token("floor"),
    aisle: token("aisle"),
    edge: token("edge"),
    ink: token("text2"),
    quiet: token("text3"),
    data: token("data"),
    selection: token("focus"),
    prediction: token("pred"),
    stale: token("stale"),
    running: token("m-run"),
    idle: token("m-idle"),
    off: token("m-off"),
    blank: token("blank"),
    levels: [token("level-0"), token("level-1"), token("level-2"), token("level-3"), token("level-4")],
    priorities: [token("p1"), token("p2"), token("p3"), token("p4")],
    isDark,
  };
}
