/** The page of `npm run bench -- viewer`: the viewer's own scene and store beside the usual way, in one browser. */
import { PerspectiveCamera, Scene, WebGLRenderer } from "three";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import { decodeFrame, encodeFrame } from "../../../edge/batch/wire.ts";
import type { Plant } from "../../../edge/contracts/plant/plant.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { Mirror } from "../../../twin-viewer/src/data/mirror.ts";
import { PlantIndex } from "../../../twin-viewer/src/data/plant-index.ts";
import { lensOf } from "../../../twin-viewer/src/scene/lens.ts";
import { readPalette } from "../../../twin-viewer/src/scene/palette.ts";
import { PlantScene } from "../../../twin-viewer/src/scene/plant-scene.ts";
import { referencePlant, type Signal } from "../reference-plant.ts";
import { NaiveGraph } from "./naive-graph.ts";

/** The eye; the look for operating does not ask where it is. */
const EYE = [0, 0, 100] as const;
const WIDTH = 640;
const HEIGHT = 360;

function makeRenderer(): WebGLRenderer {
  const canvas = document.createElement("canvas");
  document.body.append(canvas);
  const renderer = new WebGLRenderer({ canvas, antialias: false });
  renderer.setSize(WIDTH, HEIGHT);
  return renderer;
}

function cameraOver({ floor }: Plant): PerspectiveCamera {
  const camera = new PerspectiveCamera(26, WIDTH / HEIGHT, 10, 4_000);
  camera.position.set(floor.width / 2, floor.width * 0.85, floor.depth * 0.9);
  camera.lookAt(floor.width / 2, 0, -floor.depth / 2);
  return camera;
}

/** Waits until the GPU has finished, so that the next picture does not pay for this one. */
function settle(renderer: WebGLRenderer): void {
  const gl = renderer.getContext();
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}

interface Ours {
  readonly scene: PlantScene;
  readonly mirror: Mirror;
}

/** Data that any page keeps of a plant, whichever way it draws it. */
function storeOf(plant: Plant, signals: readonly Signal[]): { index: PlantIndex; mirror: Mirror } {
  const mirror = new Mirror();
  mirror.setReachable(true);
  mirror.setTags(signals.map(({ tag }) => tag));
  const index = new PlantIndex(plant);
  index.setTags(mirror.tags());
  return { index, mirror };
}

function makeOurs({ index, mirror }: { index: PlantIndex; mirror: Mirror }): Ours {
  const scene = new PlantScene(index, mirror, readPalette(false));
  scene.rebind(0);
  return { scene, mirror };
}

const isMotion = ({ tag }: Signal) => /^(joint|agv|axis)-/.test(tag.role ?? "") && tag.type === "number";

/**
 * Main-thread milliseconds of one live picture: newest values, motion, GPU calls. Medians of `frames`, ours and naive
 * alternating.
 */
function frameTimes(count: number, frames: number): { ours: number; naive: number; calls: number; naiveCalls: number } {
  const { plant, signals } = referencePlant(count);
  const { scene, mirror } = makeOurs(storeOf(plant, signals));
  const naive = new NaiveGraph(plant);
  const world = new Scene();
  world.add(scene.world);
  const camera = cameraOver(plant);
  const [mine, theirs] = [makeRenderer(), makeRenderer()];
  scene.arrange(lensOf(camera, HEIGHT));
  const moving = signals.filter(isMotion);
  const times: { ours: number[]; naive: number[] } = { ours: [], naive: [] };
  for (let frame = 0; frame < frames + 5; frame++) {
    const t = frame / 10;
    const builder = new BatchBuilder();
    for (const { tag, read } of moving) builder.add(tag.ref, t * 1e6, read(t) as number, 0, 4);
    const batch = builder.finish(t * 1e6);
    const begun = performance.now();
    mirror.apply(batch, frame);
    scene.update(mirror.takeDirty(), t * 1000);
    scene.glide(t * 1000 + 50);
    scene.arrange(lensOf(camera, HEIGHT));
    scene.flush(EYE);
    mine.render(world, camera);
    const done = performance.now();
    settle(mine);
    const begunNaive = performance.now();
    naive.move(t);
    theirs.render(naive.scene, camera);
    const doneNaive = performance.now();
    settle(theirs);
    // The first pictures compile programs.
    if (frame < 5) continue;
    times.ours.push(done - begun);
    times.naive.push(doneNaive - begunNaive);
  }
  return {
    ours: median(times.ours),
    naive: median(times.naive),
    calls: mine.info.render.calls,
    naiveCalls: theirs.info.render.calls,
  };
}

/**
 * Milliseconds of one live picture in each look, finished by the GPU: newest values, motion, drawing. Medians of
 * `frames`, both looks alternating on one renderer, after all light has been baked.
 */
async function lookTimes(
  count: number,
  frames: number,
): Promise<{ operating: number; showcase: number; operatingCalls: number; showcaseCalls: number }> {
  const { plant, signals } = referencePlant(count);
  const renderer = makeRenderer();
  const camera = cameraOver(plant);
  const eye = [camera.position.x, -camera.position.z, camera.position.y] as const;
  const looks = await Promise.all(
    (["operating", "showcase"] as const).map(async (look) => {
      const ours = makeOurs(storeOf(plant, signals));
      await ours.scene.wear(look);
      ours.scene.dress(readPalette(false), { local: ({ en }) => en, onFont: () => undefined });
      const world = new Scene();
      world.add(ours.scene.world);
      return { ...ours, world, times: [] as number[], calls: 0 };
    }),
  );
  const moving = signals.filter(isMotion);
  for (let frame = 0; frame < frames + 5; frame++) {
    const t = frame / 10;
    const builder = new BatchBuilder();
    for (const { tag, read } of moving) builder.add(tag.ref, t * 1e6, read(t) as number, 0, 4);
    const batch = builder.finish(t * 1e6);
    for (const look of looks) {
      look.scene.arrange(lensOf(camera, HEIGHT));
      while (frame === 0 && look.scene.flush(eye));
      const begun = performance.now();
      look.mirror.apply(batch, frame);
      look.scene.update(look.mirror.takeDirty(), t * 1000);
      look.scene.glide(t * 1000 + 50);
      look.scene.flush(eye);
      renderer.render(look.world, camera);
      settle(renderer);
      // The first pictures compile programs.
      if (frame >= 5) look.times.push(performance.now() - begun);
      look.calls = Math.max(look.calls, renderer.info.render.calls);
    }
  }
  const [operating, showcase] = looks as [(typeof looks)[0], (typeof looks)[0]];
  return {
    operating: median(operating.times),
    showcase: median(showcase.times),
    operatingCalls: operating.calls,
    showcaseCalls: showcase.calls,
  };
}

const MESSAGES = 20;
const PER_MESSAGE = 500;

/** Main-thread milliseconds for one second of 10,000 updates: our frames into columns, and JSON objects into a map. */
function decodeTimes(rounds: number): { ours: number; naive: number; bytesPerUpdate: number } {
  const frames: Uint8Array[] = [];
  const texts: string[] = [];
  for (let message = 0; message < MESSAGES; message++) {
    const builder = new BatchBuilder();
    const objects: object[] = [];
    for (let i = 0; i < PER_MESSAGE; i++) {
      const ref = message * PER_MESSAGE + i;
      const time = 1_795_482_127_000_000 + i * 100;
      const value = 40 + Math.sin(ref) * 20;
      builder.add(ref as TagRef, time, value, 0, 4);
      objects.push({
        nodeId: `ns=4;s=Machine${Math.floor(ref / 20)}.Signal${ref % 20}`,
        value,
        timestamp: new Date(time / 1000).toISOString(),
        quality: "Good",
      });
    }
    frames.push(encodeFrame(builder.finish(1_795_482_127_000_000), message));
    texts.push(JSON.stringify(objects));
  }
  const mirror = new Mirror();
  const map = new Map<string, { value: number; time: number; good: boolean }>();
  const times: { ours: number[]; naive: number[] } = { ours: [], naive: [] };
  for (let round = 0; round < rounds; round++) {
    let begun = performance.now();
    for (const frame of frames) {
      const { samples, version } = decodeFrame(frame);
      mirror.apply(samples, version);
      mirror.takeDirty();
    }
    times.ours.push(performance.now() - begun);
    begun = performance.now();
    for (const text of texts) {
      for (const { nodeId, value, timestamp, quality } of JSON.parse(text) as {
        nodeId: string;
        value: number;
        timestamp: string;
        quality: string;
      }[])
        map.set(nodeId, { value, time: Date.parse(timestamp), good: quality === "Good" });
    }
    times.naive.push(performance.now() - begun);
  }
  const bytes = frames.reduce((sum, frame) => sum + frame.byteLength, 0);
  return { ours: median(times.ours), naive: median(times.naive), bytesPerUpdate: bytes / (MESSAGES * PER_MESSAGE) };
}

/** Keeps the built objects, so that a heap snapshot finds them. */
const kept: unknown[] = [];

const bench = {
  lookTimes,
  frameTimes,
  decodeTimes,
  /** Builds a plant's scene and draws it once. The caller measures memory before and after. */
  prepare(count: number): void {
    const reference = referencePlant(count);
    kept.push(reference, makeRenderer(), storeOf(reference.plant, reference.signals));
  },
  build(way: "ours" | "naive"): void {
    const [{ plant }, renderer, store] = kept as [
      ReturnType<typeof referencePlant>,
      WebGLRenderer,
      ReturnType<typeof storeOf>,
    ];
    const camera = cameraOver(plant);
    if (way === "ours") {
      const ours = makeOurs(store);
      const world = new Scene();
      world.add(ours.scene.world);
      ours.scene.arrange(lensOf(camera, HEIGHT));
      ours.scene.flush(EYE);
      renderer.render(world, camera);
      kept.push(ours, world);
    } else {
      const naive = new NaiveGraph(plant);
      renderer.render(naive.scene, camera);
      kept.push(naive);
    }
  },
};

declare global {
  interface Window {
    viewerBench: typeof bench;
  }
}

window.viewerBench = bench;
