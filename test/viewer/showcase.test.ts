import { type Color, Group, type InstancedBufferGeometry, type Mesh } from "three";
import { expect, it } from "vitest";
import { type AssetKind, isKnownKind, KNOWN_KINDS } from "../../edge/contracts/plant/kinds.ts";
import { formatAddress, parseAddress } from "../../twin-viewer/src/data/address.ts";
import { Bodies } from "../../twin-viewer/src/scene/bodies.ts";
import { buildOf, LEVEL, SEEN_THROUGH, TONES } from "../../twin-viewer/src/scene/build.ts";
import { operatingDressing } from "../../twin-viewer/src/scene/dressing.ts";
import { WORK_STAGES } from "../../twin-viewer/src/scene/figure.ts";
import type { Lens } from "../../twin-viewer/src/scene/lens.ts";
import { levelsFor } from "../../twin-viewer/src/scene/levels.ts";
import { STALE_ALPHA } from "../../twin-viewer/src/scene/materials.ts";
import { Pace } from "../../twin-viewer/src/scene/pace.ts";
import { SHAPES } from "../../twin-viewer/src/scene/shapes.ts";
import { FINISHES, MOST_CHROMA, showcaseColor } from "../../twin-viewer/src/scene/showcase/finish.ts";
import { Showcase } from "../../twin-viewer/src/scene/showcase/showcase.ts";
import { STATES, tonePalette } from "../../twin-viewer/src/scene/tone-palette.ts";
import { actorAt, chroma, PALETTE } from "./scene-plant.ts";

const luma = ({ r, g, b }: Color) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

const WORKING: readonly AssetKind[] = ["machining-centre", "lathe", "press", "washer", "dryer", "oven", "packing"];

/** Other kinds with a stack light. */
const LIT: readonly AssetKind[] = [
  "deburring",
  "cmm",
  "vision",
  "leak-tester",
  "test-bench",
  "tightening",
  "coating-booth",
  "compressor",
  "chiller",
  "furnace",
  "caster",
  "rolling-stand",
];

/** A lens that sees everything from `height` metres straight above the origin. */
function lensAt(height: number): Lens {
  const planes = new Float64Array(24);
  for (let i = 0; i < 6; i++) planes[i * 4 + 3] = 1e6;
  return { planes, eye: [0, 0, height], forward: [0, 0, -1], pixels: 1500 };
}

it("[SW1] a link names the showcase, and other links leave the look to their reader", () => {
  expect(parseAddress(formatAddress({ look: "showcase" })).look).toBe("showcase");
  expect(parseAddress("#/overview?look=operating").look).toBe("operating");
  expect(parseAddress("#/overview?look=gloss").look).toBeUndefined();
  expect(parseAddress(formatAddress({})).look).toBeUndefined();
});

it("[SW2] materials have little colour, paint tells the state, and an alarm colours all paint", () => {
  for (const tone of TONES) {
    if (tone.startsWith("lamp")) continue;
    const [running, idle, stopped] = (["running", "idle", "stopped"] as const).map((state) =>
      showcaseColor(tone, state, PALETTE),
    ) as [Color, Color, Color];
    expect(chroma(running), tone).toBeLessThanOrEqual(MOST_CHROMA);
    const alarm = showcaseColor(tone, "priority-1", PALETTE);
    if (FINISHES[tone].isPainted) {
      expect(luma(running), tone).toBeGreaterThan(luma(idle));
      expect(luma(idle), tone).toBeGreaterThan(luma(stopped));
      expect(chroma(alarm), tone).toBeGreaterThan(3 * MOST_CHROMA);
    } else expect(alarm, tone).toEqual(running);
  }
});

it("[SW3] a lamp is lit in the state of its name only, in both looks", () => {
  const grey = tonePalette(PALETTE);
  const colorIn = {
    operating: (tone: (typeof TONES)[number], state: (typeof STATES)[number]) =>
      grey[STATES.indexOf(state) * TONES.length + TONES.indexOf(tone)] as Color,
    showcase: (tone: (typeof TONES)[number], state: (typeof STATES)[number]) => showcaseColor(tone, state, PALETTE),
  };
  for (const color of Object.values(colorIn)) {
    for (const state of STATES) {
      const lit = (["lamp-running", "lamp-idle", "lamp-alarm"] as const).filter(
        (lamp) => !color(lamp, state).equals(color(lamp, "stopped")),
      );
      const wanted = state.startsWith("priority") ? ["lamp-alarm"] : [`lamp-${state}`];
      // No lamp is named after a fill of a layer.
      const hasLamp = state === "running" || state === "idle" || state.startsWith("priority");
      expect(lit, state).toEqual(hasLamp ? wanted : []);
    }
    expect(color("lamp-alarm", "priority-2")).toEqual(PALETTE.priorities[1]);
  }
  for (const kind of [...WORKING, ...LIT])
    for (const lamp of ["lamp-running", "lamp-idle", "lamp-alarm"])
      expect(
        buildOf(kind, undefined).figure.parts.filter(({ tone, isFine }) => tone === lamp && isFine !== true),
        kind,
      ).toHaveLength(1);
});

it("[SW4] both looks draw what is stale translucent, and its edges dashed", () => {
  const { dressing } = new Showcase([], new Group());
  for (const { face, clear, edge } of [operatingDressing(), dressing]) {
    for (const program of [face, clear]) expect(program.vertexShader).toContain(`iLook.y > 0.5 ? ${STALE_ALPHA} : 1.0`);
    expect(edge.fragmentShader).toContain("vDashed > 0.5");
  }
  expect(operatingDressing().edge.uniforms["onlyStale"]?.value).toBe(0);
  expect(dressing.edge.uniforms["onlyStale"]?.value).toBe(1);
});

it("[SW6] hundreds of machines of all kinds take two draw calls for each shape, solid and glass", () => {
  const kinds = (["machining-centre", "lathe", "robot", "agv", "washer", "rack", "box"] as const).filter(isKnownKind);
  const actors = Array.from({ length: 350 }, (_, i) => actorAt(kinds[i % kinds.length] as AssetKind, i % 20, i / 20));
  const { dressing } = new Showcase([], new Group());
  for (const look of [operatingDressing(), dressing]) {
    const world = new Group();
    const bodies = new Bodies(actors);
    bodies.addTo(world);
    bodies.wear(look);
    bodies.cutOpen(0);
    bodies.arrange(lensAt(50));
    const drawn = world.children.filter(({ visible }) => visible) as Mesh[];
    expect(drawn.length).toBeGreaterThan(0);
    expect(drawn.length).toBeLessThanOrEqual(4 * SHAPES.length);
    const instances = drawn
      .filter(({ material }) => material === look.face || material === look.clear)
      .reduce((sum, { geometry }) => sum + (geometry as InstancedBufferGeometry).instanceCount, 0);
    expect(instances).toBeGreaterThan(5 * actors.length);
  }
});

it("[SW8] a machine nearby that is cut open has a glass housing; no part is drawn twice, none is missing", () => {
  for (const kind of WORKING) {
    const build = buildOf(kind, undefined);
    const all = SEEN_THROUGH.windows | SEEN_THROUGH.housing;
    for (const level of [LEVEL.close, LEVEL.whole]) {
      const parts = (through: number) => build.batches(level, through).flatMap((batch) => [...batch.parts]);
      expect(
        parts(all).toSorted((a, b) => a - b),
        kind,
      ).toEqual(parts(0).toSorted((a, b) => a - b));
      expect(new Set(parts(all)).size, kind).toBe(parts(0).length);
    }
    const glass = (level: number) =>
      build.batches(level, all).flatMap(({ isClear, parts }) => (isClear ? [...parts] : []));
    const isHousing = (part: number) => build.figure.parts[part]?.isHousing === true;
    expect(glass(LEVEL.whole).some((part) => isHousing(part) && build.figure.parts[part]?.tone !== "glass")).toBe(
      false,
    );
    const housing = build.figure.parts.flatMap((part, i) =>
      part.isHousing === true && part.isCoarse !== true ? [i] : [],
    );
    expect(glass(LEVEL.close), kind).toEqual(expect.arrayContaining(housing));
  }
  expect(buildOf("machining-centre", undefined).figure.parts.some(({ isHousing }) => isHousing)).toBe(true);
});

it("[SW9] each stage of the work shows a piece of its own, and no piece is no piece", () => {
  for (const kind of ["machining-centre", "lathe", "press"] as const) {
    const actor = actorAt(kind, 0);
    const out = new Float32Array(12);
    const shown = (stage: number) => {
      actor.stage = stage;
      actor.settle();
      return actor.figure.parts.flatMap(({ whenStage }, part) => {
        actor.placePart(part, out, 0);
        return whenStage !== undefined && out.some((value) => value !== 0) ? [part] : [];
      });
    };
    expect(shown(0), kind).toEqual([]);
    const pieces = Array.from({ length: WORK_STAGES }, (_, i) => shown(i + 1).join());
    expect(
      pieces.every((piece) => piece !== ""),
      kind,
    ).toBe(true);
    expect(new Set(pieces).size, kind).toBeGreaterThanOrEqual(2);
    expect(pieces[0], kind).not.toBe(pieces.at(-1));
  }
});

it("[SW10] fine details are for machines nearby, unless too many are nearby", () => {
  const few = [actorAt("machining-centre", 0), actorAt("lathe", 6)];
  const levels = new Uint8Array(few.length).fill(255);
  levelsFor(few, lensAt(200), levels);
  expect([...levels]).toEqual([LEVEL.whole, LEVEL.whole]);
  levelsFor(few, lensAt(15), levels);
  expect([...levels]).toEqual([LEVEL.close, LEVEL.close]);
  levelsFor(few, lensAt(15), levels, { fine: false });
  expect([...levels]).toEqual([LEVEL.whole, LEVEL.whole]);
  const many = Array.from({ length: 100 }, (_, i) => actorAt("machining-centre", i % 10, i / 10));
  const crowded = new Uint8Array(many.length).fill(255);
  levelsFor(many, lensAt(15), crowded);
  expect([...crowded]).not.toContain(LEVEL.close);
});

it("[SW15] every kind has details for a look from nearby, and few solids for one from afar", () => {
  const few = new Set(["box", "meter", "charger", "person"]);
  for (const kind of KNOWN_KINDS) {
    const { parts } = buildOf(kind, undefined).figure;
    const fine = parts.filter(({ isFine }) => isFine === true);
    if (!few.has(kind)) expect(fine.length, kind).toBeGreaterThanOrEqual(20);
    expect(parts.length - fine.length, kind).toBeLessThanOrEqual(60);
  }
});

it("[SW11] slow pictures take details away, then the look, and never give them back by themselves", () => {
  const pace = new Pace();
  const take = (ms: number, count: number) => Array.from({ length: count }, () => pace.take(ms)).filter(Boolean).length;
  expect(take(40, 96)).toBe(0);
  expect(pace.step).toBe("full");
  expect(take(400, 7)).toBe(0);
  pace.rest();
  expect(take(400, 7)).toBe(0);
  expect(take(400, 1)).toBe(1);
  expect(pace.step).toBe("simple");
  expect(take(400, 8)).toBe(1);
  expect(pace.step).toBe("operating");
  expect(take(400, 100)).toBe(0);
  expect(take(10, 100)).toBe(0);
  expect(pace.step).toBe("operating");
});
