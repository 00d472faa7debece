import { BufferAttribute, BufferGeometry, Matrix4, Mesh } from "three";
import { expect, it } from "vitest";
import type { AssetKind } from "../../edge/contracts/plant/kinds.ts";
import type { Asset } from "../../edge/contracts/plant/plant.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { Actor } from "../../twin-viewer/src/scene/actor.ts";
import { azimuthOfFront, backward, fitPoints } from "../../twin-viewer/src/scene/camera-fit.ts";
import { arrangeCaptions, captionBox, scalesOf } from "../../twin-viewer/src/scene/captions.ts";
import { type FloorBox, placeName, readsTurned } from "../../twin-viewer/src/scene/floor-words.ts";
import { figureOf } from "../../twin-viewer/src/scene/machines/figures.ts";
import { shapeOf } from "../../twin-viewer/src/scene/models/shape-of.ts";
import { hitDistance, pickNearest } from "../../twin-viewer/src/scene/picking.ts";
import { edgeGeometry, faceGeometry, SHAPES } from "../../twin-viewer/src/scene/shapes.ts";

const BOX = { x: 10, y: 5, yaw: 0, halfLength: 2, halfWidth: 1, height: 3 };

it("a ray from above hits the roof of the box it falls on", () => {
  expect(hitDistance([11, 5.5, 10], [0, 0, -1], BOX)).toBe(7);
  expect(hitDistance([13, 5.5, 10], [0, 0, -1], BOX)).toBeUndefined();
});

it("the box is hit at its position after turning", () => {
  const turned = { ...BOX, yaw: Math.PI / 2 };
  expect(hitDistance([10, 6.5, 10], [0, 0, -1], turned)).toBe(7);
  expect(hitDistance([11.5, 5, 10], [0, 0, -1], turned)).toBeUndefined();
});

it("objects behind the eye are not hit, and of several the nearest is", () => {
  expect(hitDistance([20, 5, 1], [1, 0, 0], BOX)).toBeUndefined();
  expect(pickNearest([0, 5, 1], [1, 0, 0], [{ ...BOX, x: 30 }, BOX])).toBe(1);
  expect(pickNearest([0, 50, 1], [1, 0, 0], [BOX])).toBe(-1);
});

it.each([
  { azimuth: -0.3, polar: 0.8 },
  { azimuth: 0, polar: 0.0001 },
])("the overview shows every corner and fills the picture (azimuth $azimuth, polar $polar)", (angles) => {
  const points = [
    [0, 0, 0],
    [112, 0, 0],
    [112, 64, 0],
    [0, 64, 5],
  ] as const;
  const frame = { width: 1500, height: 860, fovRad: 0.45, margin: { top: 30, right: 20, bottom: 40, left: 20 } };
  const { target, distance } = fitPoints(points, angles, frame);
  const back = backward(angles);
  const eye = [target[0] + back[0] * distance, target[1] + back[1] * distance, back[2] * distance] as const;
  const tanY = Math.tan(frame.fovRad / 2);
  const seen = points.map((point) => {
    const to = point.map((value, i) => value - (eye[i] as number)) as [number, number, number];
    const depth = -(to[0] * back[0] + to[1] * back[1] + to[2] * back[2]);
    const right = to[0] * Math.cos(angles.azimuth) + to[1] * Math.sin(angles.azimuth);
    const up =
      to[0] * -Math.cos(angles.polar) * Math.sin(angles.azimuth) +
      to[1] * Math.cos(angles.polar) * Math.cos(angles.azimuth) +
      to[2] * Math.sin(angles.polar);
    return {
      x: ((right / depth / ((tanY * frame.width) / frame.height) + 1) / 2) * frame.width,
      y: ((1 - up / depth / tanY) / 2) * frame.height,
    };
  });
  const [left, right, top, bottom] = [
    Math.min(...seen.map((p) => p.x)),
    Math.max(...seen.map((p) => p.x)),
    Math.min(...seen.map((p) => p.y)),
    Math.max(...seen.map((p) => p.y)),
  ];
  expect(left).toBeGreaterThan(12);
  expect(right).toBeLessThan(1488);
  expect(top).toBeGreaterThan(22);
  expect(bottom).toBeLessThan(828);
  expect(Math.max((right - left) / 1460, (bottom - top) / 790)).toBeGreaterThan(0.97);
});

it("a zone's name is placed on free floor", () => {
  const zone = { west: 0, south: 0, east: 20, north: 10 };
  const word = { width: 5, height: 1.5 };
  expect(placeName(zone, word, []).y).toBeGreaterThan(8);
  const north = { west: -5, south: 7, east: 30, north: 14 };
  expect(placeName(zone, word, [north]).y).toBeLessThan(4);
});

function assetOf(kind: AssetKind): Asset {
  return {
    assetUid: "urn:test:a" as AssetUid,
    label: "A",
    kind,
    name: { zh: "a", en: "a" },
    equipmentPath: "e/s/a/l/c/u",
    pose: { x: 10, y: 20, z: 0, yawDeg: 90 },
    size: { x: 1, y: 1, z: 2 },
    tags: [],
    simulated: true,
  };
}

/** Centre of a part, plant metres. */
function placeOf(actor: Actor, part: number): readonly [x: number, y: number, z: number] {
  const out = new Float32Array(12);
  actor.settle();
  actor.placePart(part, out, 0);
  return [out[3] as number, out[7] as number, out[11] as number];
}

it("a robot's flange is where forward kinematics puts it", () => {
  const actor = new Actor(assetOf("robot"));
  const last = actor.figure.parts.length - 1;
  const up = placeOf(actor, last);
  // All zeros: stretched upwards over the base.
  expect(Math.hypot(up[0] - 10, up[1] - 20)).toBeLessThan(0.5);
  expect(up[2]).toBeGreaterThan(2);
  actor.setJoint(1, Math.PI / 2);
  const ahead = placeOf(actor, last);
  // Leaning forward by a right angle, the arm points where the asset faces: north.
  expect(ahead[1] - 20).toBeGreaterThan(1.5);
  expect(Math.abs(ahead[0] - 10)).toBeLessThan(0.3);
  actor.setJoint(0, Math.PI);
  expect(placeOf(actor, last)[1]).toBeLessThan(19);
});

it("joints stay within their reach for any data", () => {
  const actor = new Actor(assetOf("machining-centre"));
  actor.setJoint(0, 1e9);
  expect(actor.values[0]).toBe(actor.figure.joints[0]?.reach);
});

it("every kind has a drawing within bounds, and an unknown kind becomes a box", () => {
  const size = { x: 3, y: 2, z: 2.5 };
  for (const kind of [
    "lathe",
    "machining-centre",
    "robot",
    "cobot",
    "oven",
    "conveyor",
    "rack",
    "agv",
    "cmm",
    "meter",
    "switchboard",
    "transformer",
  ] as const) {
    const figure = figureOf(kind, size);
    expect(figure.parts.length, kind).toBeGreaterThan(2);
    for (const { joint } of figure.parts) expect(joint, kind).toBeLessThanOrEqual(figure.joints.length);
    for (const [i, { parent }] of figure.joints.entries()) expect(parent, kind).toBeLessThan(i + 1);
  }
  const box = figureOf("box", size);
  for (const unknown of ["hovercraft", "constructor"]) expect(figureOf(unknown as AssetKind, size)).toEqual(box);
});

it("faces look outwards and each edge is drawn once", () => {
  for (const shape of SHAPES) {
    const faces = faceGeometry(shape);
    const position = faces.getAttribute("position");
    const normal = faces.getAttribute("normal");
    for (let i = 0; i < position.count; i++)
      expect(
        position.getX(i) * normal.getX(i) + position.getY(i) * normal.getY(i) + position.getZ(i) * normal.getZ(i),
        shape,
      ).toBeGreaterThan(0);
  }
  expect(edgeGeometry("box").getIndex()?.count).toBe(12 * 6);
  expect(edgeGeometry("wedge").getIndex()?.count).toBe(12 * 6);
});

it("[S14] a model of 200,000 triangles is drawn, one more is refused before it costs anything", () => {
  const model = (triangles: number) =>
    new Mesh(new BufferGeometry().setAttribute("position", new BufferAttribute(new Float32Array(triangles * 9), 3)));
  expect(() => shapeOf(model(200_000), new Matrix4())).not.toThrow();
  expect(() => shapeOf(model(200_001), new Matrix4())).toThrow(RangeError);
});

/** A number of machines in rows of forty, with gaps smaller than their captions. */
function crowd(count: number): Actor[] {
  const place = (i: number) => ({
    x: (i % 40) * 4.6 + ((i * 7919) % 13) / 10,
    y: Math.floor(i / 40) * 2 + ((i * 104_729) % 17) / 20,
  });
  return Array.from({ length: count }, (_, i) => {
    const label = `CNC-${String(i).padStart(i % 3 === 0 ? 9 : 3, "0")}`;
    const asset = {
      assetUid: `urn:${i}` as AssetUid,
      label,
      kind: "box",
      name: { zh: label, en: label },
      equipmentPath: "",
      tags: [],
      simulated: false,
    } as const;
    return new Actor({ ...asset, pose: { ...place(i), z: 0, yawDeg: 0 } });
  });
}

/** Number of comparisons for a number of captions in rows of forty. */
function looks(count: number): number {
  let looked = 0;
  const counted = (box: FloorBox): FloorBox => ({
    ...box,
    get south() {
      looked++;
      return box.south;
    },
  });
  scalesOf(crowd(count).map((actor) => counted(captionBox(actor))));
  return looked;
}

it("ten times as many captions take about ten times the work: they are not compared with each other", () => {
  // Sorting adds a little. Comparing all pairs would be a hundred times as much.
  expect(looks(4_000)).toBeLessThan(20 * looks(400));
});

it("captions shrink until no readable one overlaps another", () => {
  const count = 2_000;
  const actors = crowd(count);
  arrangeCaptions(actors);
  const shrunk = actors.filter(({ captionM }) => captionM < 1.2);
  expect(shrunk.length).toBeGreaterThan(100);
  const boxes = actors.map(captionBox);
  const runsInto = (a: number, b: number) => {
    const [one, other] = [boxes[a], boxes[b]] as [ReturnType<typeof captionBox>, ReturnType<typeof captionBox>];
    return one.north > other.south && other.north > one.south && one.east > other.west && other.east > one.west;
  };
  const readable = actors.flatMap(({ captionM }, i) => (captionM > 0.7 ? [i] : []));
  expect(readable.length).toBeGreaterThan(100);
  expect(readable.filter((a) => readable.some((b) => a < b && runsInto(a, b)))).toEqual([]);
});

it("[PG10] a flight to a machine ends before its front, turning the camera no more than it must", () => {
  const deg = (radians: number) => Math.round((radians * 180) / Math.PI);
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  // Facing south (yaw -90): looking north shows the front, azimuth 0.
  expect(deg(azimuthOfFront(-90, rad(-17)))).toBe(-17);
  expect(deg(azimuthOfFront(-90, rad(120)))).toBe(30);
  // Facing east (yaw 0): the camera stands in the east, azimuth 90.
  expect(deg(azimuthOfFront(0, 0))).toBe(60);
  const [east, north] = backward({ azimuth: azimuthOfFront(0, rad(90)), polar: rad(48) });
  expect(east).toBeGreaterThan(0.7);
  expect(north).toBeCloseTo(0);
  // Facing north, from the nearer side, also after whole turns.
  expect(deg(azimuthOfFront(90, rad(-170)))).toBe(-170);
  expect(deg(azimuthOfFront(90, rad(-10)))).toBe(-150);
  expect(deg(azimuthOfFront(-90, rad(727)))).toBe(727);
});

it("[PG12] words on the floor turn for a camera that looks south, and do not flicker near east", () => {
  const look = (...degrees: number[]) => {
    let isTurned = false;
    return degrees.map((one) => (isTurned = readsTurned((one * Math.PI) / 180, isTurned)));
  };
  expect(look(0, -17, 60, 180, 190, 360, -180)).toEqual([false, false, false, true, true, false, true]);
  expect(look(85, 95, 88, 101, 103, 95, 85, 80, 77)).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
    true,
    true,
    false,
  ]);
});
