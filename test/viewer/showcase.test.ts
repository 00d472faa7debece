import {
  BoxGeometry,
  type BufferGeometry,
  Color,
  Group,
  type InstancedBufferGeometry,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
} from "three";
import { expect, it } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import { type AssetKind, isKnownKind } from "../../edge/contracts/plant/kinds.ts";
import type { Asset, Plant } from "../../edge/contracts/plant/plant.ts";
import type { AssetUid, LinkRef, Tag, TagRef, TagUid } from "../../edge/contracts/plant/tag.ts";
import { formatAddress, parseAddress } from "../../twin-viewer/src/data/address.ts";
import { Mirror } from "../../twin-viewer/src/data/mirror.ts";
import { stageOf, workTags } from "../../twin-viewer/src/data/pieces.ts";
import { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import { panelText } from "../../twin-viewer/src/panels/panel-text.ts";
import { Actor } from "../../twin-viewer/src/scene/actor.ts";
import { Bodies } from "../../twin-viewer/src/scene/bodies.ts";
import { buildOf, LEVEL, SEEN_THROUGH, TONES } from "../../twin-viewer/src/scene/build.ts";
import { operatingDressing } from "../../twin-viewer/src/scene/dressing.ts";
import { WORK_STAGES } from "../../twin-viewer/src/scene/figure.ts";
import type { Lens } from "../../twin-viewer/src/scene/lens.ts";
import { levelsFor } from "../../twin-viewer/src/scene/levels.ts";
import { LIGHT, STALE_ALPHA } from "../../twin-viewer/src/scene/materials.ts";
import { MOST_MODEL_CHROMA, modelColor, shapeOf } from "../../twin-viewer/src/scene/models/shape-of.ts";
import { Pace } from "../../twin-viewer/src/scene/pace.ts";
import type { Palette } from "../../twin-viewer/src/scene/palette.ts";
import { geometriesOf, SHAPES } from "../../twin-viewer/src/scene/shapes.ts";
import { FINISHES, MOST_CHROMA, showcaseColor } from "../../twin-viewer/src/scene/showcase/finish.ts";
import { FloorShadows } from "../../twin-viewer/src/scene/showcase/floor-shadows.ts";
import { bakeOpenness, FACES } from "../../twin-viewer/src/scene/showcase/openness.ts";
import { bakeShadow, shadowFieldOf, TILE } from "../../twin-viewer/src/scene/showcase/shadow-tile.ts";
import { Showcase } from "../../twin-viewer/src/scene/showcase/showcase.ts";
import { roundedGeometries } from "../../twin-viewer/src/scene/showcase/solids.ts";
import { STATES, tonePalette } from "../../twin-viewer/src/scene/tone-palette.ts";

const WORKING: readonly AssetKind[] = ["machining-centre", "lathe", "press", "washer", "dryer", "oven", "packing"];

const hex = (text: string) => new Color().setStyle(text, "srgb-linear");
const PALETTE: Palette = {
  scene: hex("#d3d7db"),
  floor: hex("#c9cdd2"),
  aisle: hex("#d9dde1"),
  edge: hex("#8a929a"),
  ink: hex("#434b54"),
  quiet: hex("#525a63"),
  data: hex("#0a3a63"),
  selection: hex("#0b5cad"),
  prediction: hex("#00606f"),
  stale: hex("#555c64"),
  running: hex("#f1f3f5"),
  idle: hex("#bfc5cb"),
  off: hex("#858d95"),
  priorities: [hex("#c00d1e"), hex("#f28c1e"), hex("#f6d32d"), hex("#7a2e8e")],
  isDark: false,
};

const EMPTY_PLANT: Plant = {
  site: {
    enterprise: "e",
    id: "s",
    name: { zh: "厂", en: "Plant" },
    timeZone: "UTC",
    currency: "CNY",
    shifts: [],
  },
  floor: { width: 10, depth: 10 },
  places: [],
  assets: [],
  zones: [],
  routes: { nodes: [], edges: [] },
};

function actorAt(kind: AssetKind, x: number, y = 0, yawDeg = 0): Actor {
  return new Actor({
    assetUid: `urn:${kind}:${x}:${y}` as AssetUid,
    label: "A",
    kind,
    name: { zh: "a", en: "a" },
    equipmentPath: "",
    pose: { x, y, z: 0, yawDeg },
    tags: [],
    simulated: true,
  } satisfies Asset);
}

/** A lens that sees everything from `height` metres straight above the origin. */
function lensAt(height: number): Lens {
  const planes = new Float64Array(24);
  for (let i = 0; i < 6; i++) planes[i * 4 + 3] = 1e6;
  return { planes, eye: [0, 0, height], forward: [0, 0, -1], pixels: 1500 };
}

const luma = ({ r, g, b }: Color) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const chroma = ({ r, g, b }: Color) => Math.max(r, g, b) - Math.min(r, g, b);

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
      expect(lit, state).toEqual(state === "stopped" || state === "unknown" ? [] : wanted);
    }
    expect(color("lamp-alarm", "priority-2")).toEqual(PALETTE.priorities[1]);
  }
  for (const kind of WORKING)
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

/** Corners of each triangle, with rims a tenth of the solid wide. */
function trianglesOf(faces: BufferGeometry): (readonly [number, number, number])[][] {
  const [position, inset] = [faces.getAttribute("position"), faces.getAttribute("inset")];
  const at = (i: number) =>
    [0, 1, 2].map((k) => position.getComponent(i, k) * (1 - 0.2 * inset.getComponent(i, k))) as never;
  const index = [...(faces.getIndex()?.array ?? [])];
  return Array.from({ length: index.length / 3 }, (_, i) => index.slice(3 * i, 3 * i + 3).map((one) => at(one)));
}

it("[SW5] solids with rims are closed, look outwards and are no larger than plain ones", () => {
  for (const shape of ["box", "cylinder", "cone"] as const) {
    const triangles = trianglesOf(roundedGeometries(SHAPES.indexOf(shape)).faces);
    const edges = new Map<string, number>();
    const key = (point: readonly number[]) => point.map((value) => (value + 0).toFixed(4)).join();
    for (const corners of triangles) {
      const [a, b, c] = corners as unknown as [readonly number[], readonly number[], readonly number[]];
      const [u, v] = [b, c].map((p) => p.map((value, k) => value - (a[k] as number))) as [number[], number[]];
      const normal = [0, 1, 2].map((k) => {
        const [i, j] = [(k + 1) % 3, (k + 2) % 3] as const;
        return (u[i] as number) * (v[j] as number) - (u[j] as number) * (v[i] as number);
      });
      expect(
        normal.reduce((sum, value, k) => sum + value * (a[k] as number), 0),
        shape,
      ).toBeGreaterThan(0);
      for (const [from, to] of [
        [a, b],
        [b, c],
        [c, a],
      ] as const)
        edges.set(`${key(from)} ${key(to)}`, (edges.get(`${key(from)} ${key(to)}`) ?? 0) + 1);
      for (const corner of corners) for (const value of corner) expect(Math.abs(value)).toBeLessThanOrEqual(0.5);
    }
    // Each edge once in each direction: two faces, of the same turn.
    for (const [edge, count] of edges) {
      expect(count, `${shape} ${edge}`).toBe(1);
      expect(edges.has(edge.split(" ").toReversed().join(" ")), `${shape} ${edge}`).toBe(true);
    }
  }
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

it("[SW7] corners inside a machine are dark, and light where its housing is cut away", () => {
  const build = buildOf("machining-centre", undefined);
  const table = build.figure.parts.findIndex(
    ({ tone, isFine, joint }) => tone === "steel" && isFine !== true && joint > 0,
  );
  const top = 4;
  const meanOf = (baked: Uint8Array, part: number, face: number) =>
    [...baked.subarray((part * FACES + face) * 4, (part * FACES + face + 1) * 4)].reduce((a, b) => a + b, 0) / 4;
  const [closed, cut] = [bakeOpenness(build, false), bakeOpenness(build, true)];
  expect(closed.length).toBe((build.figure.parts.length + 1) * FACES * 4);
  expect(meanOf(closed, table, top)).toBeLessThan(meanOf(cut, table, top) - 5);
  const roof = build.figure.parts.findIndex(({ tone, isHousing }) => tone === "bright" && isHousing === true);
  expect(meanOf(closed, roof, top)).toBeGreaterThan(150);
});

it("[SW7] a shadow lies at the foot of a machine, on the side away from the lamps, and turns with it", () => {
  const build = buildOf("box", { x: 2, y: 2, z: 3 });
  const { halfLength } = shadowFieldOf(build);
  const cell = (metres: number) => Math.floor(((metres / halfLength + 1) / 2) * TILE);
  const at = (tile: Uint8Array, x: number, y: number) => tile[cell(y) * TILE + cell(x)] as number;
  const east = bakeShadow(build, 0);
  expect(at(east, 0, 0)).toBeGreaterThan(240);
  expect(LIGHT.x).toBeLessThan(0);
  expect(at(east, 1.6, 0)).toBeGreaterThan(at(east, -1.6, 0) + 40);
  // The machine faces west: what was before it is now behind it.
  const west = bakeShadow(build, Math.PI);
  expect(at(west, -1.6, 0)).toBeGreaterThan(at(west, 1.6, 0) + 40);
  const straight = bakeShadow(build, undefined);
  expect(Math.abs(at(straight, 1.6, 0) - at(straight, -1.6, 0))).toBeLessThan(25);
});

it("[SW7] four hundred directions share the tiles that there are, and baking ends", () => {
  const shadows = new FloorShadows(Array.from({ length: 400 }, (_, i) => actorAt("meter", i, 0, (i * 359) % 360)));
  let pictures = 0;
  while (shadows.work(0)) pictures++;
  expect(pictures).toBeGreaterThan(100);
  expect(pictures).toBeLessThanOrEqual(256);
  expect(shadows.work(0)).toBe(false);
  shadows.dispose();
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

it("[SW12] a model brings its colours, toned down to less than an alarm has", () => {
  const red = modelColor(new Color(1, 0, 0));
  expect(chroma(red)).toBeCloseTo(MOST_MODEL_CHROMA, 2);
  expect(red.r).toBeGreaterThan(red.g);
  const grey = new Color(0.5, 0.5, 0.5);
  expect(modelColor(grey)).toEqual(grey.clone().convertLinearToSRGB());
  const mesh = new Mesh(new BoxGeometry(1, 1, 1), new MeshBasicMaterial({ color: grey }));
  const { shape } = shapeOf(mesh, new Matrix4());
  const paint = geometriesOf(shape).faces.getAttribute("paint");
  expect([0, 1, 2, 3].map((k) => paint.getComponent(0, k))).toEqual(
    [...grey.clone().convertLinearToSRGB(), 1].map((v) => expect.closeTo(v, 2)),
  );
  for (const color of PALETTE.priorities) expect(chroma(color)).toBeGreaterThan(MOST_MODEL_CHROMA);
});

it("[SW13] a panel shows the program and how far it is, and marks what is old", () => {
  const uid = "urn:a" as AssetUid;
  const spec = (ref: number, more: Partial<Tag>): Tag => ({
    ref: ref as TagRef,
    tagUid: `t${ref}` as TagUid,
    assetUid: uid,
    component: "",
    signal: "s",
    type: "number",
    name: { zh: "值", en: "Value" },
    source: "m",
    address: "",
    link: 0 as LinkRef,
    ...more,
  });
  const tags = [
    spec(0, { role: "program", type: "text" }),
    spec(1, { component: "program", signal: "progress", unit: "%" }),
    spec(2, { component: "workpiece", signal: "id", type: "text" }),
    spec(3, { role: "axis-x", unit: "mm" }),
  ];
  const mirror = new Mirror();
  mirror.setTags(tags);
  mirror.setReachable(true);
  const links = (live: boolean) =>
    mirror.setLinks([{ ref: 0 as LinkRef, name: "m", source: "m", live, ageMs: 0 }], Date.now());
  links(true);
  const batch = new BatchBuilder();
  batch.addText(0 as TagRef, 1, "O2047", 0, 4);
  batch.add(1 as TagRef, 1, 62, 0, 4);
  batch.addText(2 as TagRef, 1, "PC-166", 0, 4);
  batch.add(3 as TagRef, 1, 12.5, 0, 4);
  mirror.apply(batch.finish(1));
  const { asset } = actorAt("machining-centre", 0);
  const owner = { ...asset, assetUid: uid, tags: tags.map(({ ref }) => ref) };
  const index = new PlantIndex({ ...EMPTY_PLANT, assets: [owner] });
  index.setTags(tags);
  const text = panelText(owner, index, mirror);
  expect(text).toMatchObject({ label: "A", progress: 0.62, program: { value: "O2047", isOld: false } });
  expect(text.lines.map(({ value }) => value)).toEqual(["PC-166", "12.50 mm"]);
  const work = workTags(index, uid);
  expect(stageOf(mirror, work, WORK_STAGES)).toBe(3);
  links(false);
  expect(panelText(owner, index, mirror).program?.isOld).toBe(true);
});
