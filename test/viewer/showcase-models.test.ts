import { BoxGeometry, Color, Group, Matrix4, Mesh, MeshBasicMaterial, type Object3D } from "three";
import { expect, it } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { AssetUid, LinkRef, Tag, TagRef, TagUid } from "../../edge/contracts/plant/tag.ts";
import { Mirror } from "../../twin-viewer/src/data/mirror.ts";
import { stageOf, workTags } from "../../twin-viewer/src/data/pieces.ts";
import { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import { panelText } from "../../twin-viewer/src/panels/panel-text.ts";
import { Actor } from "../../twin-viewer/src/scene/actor.ts";
import { bind } from "../../twin-viewer/src/scene/bindings.ts";
import { Build } from "../../twin-viewer/src/scene/build.ts";
import { WORK_STAGES } from "../../twin-viewer/src/scene/figure.ts";
import { jointedFigure } from "../../twin-viewer/src/scene/models/jointed.ts";
import { MOST_MODEL_CHROMA, modelColor, shapeOf } from "../../twin-viewer/src/scene/models/shape-of.ts";
import { MotionChannels } from "../../twin-viewer/src/scene/motion.ts";
import { geometriesOf } from "../../twin-viewer/src/scene/shapes.ts";
import { actorAt, chroma, EMPTY_PLANT, PALETTE } from "./scene-plant.ts";

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

it("[SW14] a node of a model moves with its tag, and carries what hangs on it", () => {
  const tree = new Group();
  const part = (name: string, parent: Object3D, x: number) => {
    const made = new Mesh(new BoxGeometry(0.2, 0.2, 0.2), new MeshBasicMaterial());
    made.name = name;
    made.position.set(x, 0, 0);
    parent.add(made);
    return made;
  };
  part("foot", tree, 0);
  const arm = part("arm", tree, 1);
  arm.scale.set(2, 2, 2);
  part("hand", arm, 0.5);
  const { joints, parts } = jointedFigure(tree, new Matrix4(), [
    { node: "arm", tag: "axis-b/position" },
    { node: "tail", tag: "axis-b/position" },
  ]);
  expect(joints).toMatchObject([{ parent: 0, at: [1, 0, 0], motion: "turn", axis: "z", tag: "axis-b/position" }]);
  expect(parts.map(({ joint }) => joint)).toEqual([0, 1]);
  const faces = geometriesOf(parts[1]?.shape as number).faces;
  faces.computeBoundingBox();
  // The hand hangs one metre away from the arm's joint, because the arm is twice as large as its file says.
  expect(faces.boundingBox?.max.x).toBeCloseTo(1.2);
  const actor = new Actor(actorAt("box", 0).asset, new Build({ joints, parts, top: 1, foot: [1, 1] }));
  const tag = {
    ref: 0 as TagRef,
    tagUid: "t" as TagUid,
    assetUid: actor.asset.assetUid,
    component: "axis-b",
    signal: "position",
    type: "number" as const,
    unit: "deg",
    name: { zh: "B", en: "B" },
    source: "m",
    address: "",
    link: 0 as LinkRef,
  };
  const index = new PlantIndex({ ...EMPTY_PLANT, assets: [{ ...actor.asset, tags: [tag.ref] }] });
  index.setTags([tag]);
  const { byRef } = bind([actor], index, new MotionChannels());
  const [binding] = byRef.get(0) ?? [];
  expect(binding?.factor).toBeCloseTo(Math.PI / 180);
  binding?.drive?.apply(Math.PI / 2);
  const out = new Float32Array(12);
  actor.settle();
  actor.placePart(1, out, 0);
  // A quarter turn about z, at one metre from the foot.
  expect([out[0], out[4], out[3], out[7]].map((value) => Math.round(1000 * (value as number)) / 1000 + 0)).toEqual([
    0, 1, 1, 0,
  ]);
});
