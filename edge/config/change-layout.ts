import { type Document, isMap, isSeq, type YAMLMap, type YAMLSeq } from "yaml";
import { uuidv7 } from "../batch/uuidv7.ts";
import type { LayoutChange, NewAsset } from "../contracts/plant/layout.ts";
import type { FloorMap, ModelAxis, Pose, Underlay, Zone } from "../contracts/plant/plant.ts";
import type { ConfigFile } from "./open-files.ts";

/** Places are kept to the millimetre, angles to a hundredth of a degree. */
const DECIMALS = { metres: 3, degrees: 2 } as const;

function rounded(value: number, decimals: number): number {
  const text = Number(value.toFixed(decimals));
  return Object.is(text, -0) ? 0 : text;
}

function metres(value: number): number {
  return rounded(value, DECIMALS.metres);
}

/** Applies a change to the open files. Touches only values that differ; comments and order stay. */
export function changeFiles(
  files: readonly ConfigFile[],
  change: LayoutChange,
  underlay: Underlay | null | undefined,
): void {
  for (const { assetUid, pose } of change.poses ?? []) setPose(files, assetUid, pose);
  for (const { assetUid, axes } of change.axes ?? []) setAxes(files, assetUid, axes);
  for (const uid of change.removed ?? []) removeAsset(files, uid);
  for (const asset of change.added ?? []) addAsset(files, asset);
  if (change.zones !== undefined) reconcile(files, ["zones"], change.zones.map(plainZone));
  if (change.routes !== undefined) {
    reconcile(
      files,
      ["routes", "nodes"],
      change.routes.nodes.map(({ id, x, y }) => ({ id, x: metres(x), y: metres(y) })),
    );
    reconcile(
      files,
      ["routes", "edges"],
      change.routes.edges.map(({ id, from, to }) => ({ id, from, to })),
    );
  }
  if (change.maps !== undefined) reconcile(files, ["maps"], change.maps.map(plainMap));
  if (change.floor !== undefined) setFloor(files, change.floor);
  if (underlay !== undefined) setUnderlay(files, underlay);
}

function plainZone({ id, name, kind, safeguard, polygon }: Zone): object {
  return {
    id,
    name: { zh: name.zh, en: name.en },
    kind,
    ...(safeguard === undefined ? {} : { safeguard }),
    polygon: polygon.map(([x, y]) => [metres(x), metres(y)]),
  };
}

function plainMap({ id, scale, rotateDeg, x, y }: FloorMap): object {
  return { id, scale: rounded(scale, 6), rotateDeg: rounded(rotateDeg, 4), x: metres(x), y: metres(y) };
}

function plainPose({ x, y, z, yawDeg }: Pose): Record<string, number> {
  return {
    x: metres(x),
    y: metres(y),
    ...(z === 0 ? {} : { z: metres(z) }),
    yawDeg: rounded(yawDeg, DECIMALS.degrees),
  };
}

/** The list at a path, in each file that has it. */
function listsAt(
  files: readonly ConfigFile[],
  path: readonly string[],
): { readonly document: Document; readonly list: YAMLSeq }[] {
  return files.flatMap(({ document }) => {
    const list = document.getIn(path, true);
    return isSeq(list) ? [{ document, list }] : [];
  });
}

/** The file that has a section; otherwise the first file, which then gets it. */
function homeOf(files: readonly ConfigFile[], section: string): Document {
  return (files.find(({ document }) => document.has(section)) ?? (files[0] as ConfigFile)).document;
}

function assetNode(
  files: readonly ConfigFile[],
  uid: string,
): { readonly node: YAMLMap; readonly document: Document; readonly list: YAMLSeq; readonly index: number } | undefined {
  for (const { document, list } of listsAt(files, ["assets"])) {
    const index = list.items.findIndex((item) => isMap(item) && item.get("uid") === uid);
    const node = list.items[index];
    if (isMap(node)) return { node, document, list, index };
  }
  return undefined;
}

function setPose(files: readonly ConfigFile[], uid: string, pose: Pose): void {
  const found = assetNode(files, uid);
  if (found === undefined) return;
  const present = found.node.get("pose", true);
  const wanted = plainPose(pose);
  if (!isMap(present)) {
    found.node.set("pose", found.document.createNode(wanted, { flow: true }));
    return;
  }
  for (const key of ["x", "y", "z", "yawDeg"]) {
    const value = wanted[key];
    if (value === undefined) {
      if (present.has(key) && present.get(key) !== 0) present.set(key, 0);
    } else if (present.get(key) !== value) present.set(key, value);
  }
}

function setAxes(files: readonly ConfigFile[], uid: string, axes: readonly ModelAxis[]): void {
  const found = assetNode(files, uid);
  if (found === undefined) return;
  if (axes.length === 0) found.node.delete("axes");
  else {
    const list = found.document.createNode(axes.map(plainAxis)) as YAMLSeq;
    for (const item of list.items) if (isMap(item)) item.flow = true;
    found.node.set("axes", list);
  }
}

function plainAxis({ node, tag, motion, axis, scale }: ModelAxis): object {
  return {
    node,
    tag,
    ...(motion === undefined ? {} : { motion }),
    ...(axis === undefined ? {} : { axis }),
    ...(scale === undefined || scale === 1 ? {} : { scale: rounded(scale, 6) }),
  };
}

function removeAsset(files: readonly ConfigFile[], uid: string): void {
  const found = assetNode(files, uid);
  if (found !== undefined) found.list.items.splice(found.index, 1);
}

function addAsset(files: readonly ConfigFile[], { label, type, name, path, pose, source, address }: NewAsset): void {
  const home = homeOf(files, "assets");
  const node = home.createNode({ uid: uuidv7(), label, type }) as YAMLMap;
  node.set("name", home.createNode({ zh: name.zh, en: name.en }, { flow: true }));
  node.set("path", path);
  node.set("pose", home.createNode(plainPose(pose), { flow: true }));
  if (source !== undefined) node.set("source", source);
  if (address !== undefined) node.set("address", home.createNode(address, { flow: true }));
  append(home, ["assets"], node);
}

function append(document: Document, path: readonly string[], node: unknown): void {
  const list = document.getIn(path, true);
  if (isSeq(list)) list.items.push(node);
  else document.setIn(path, document.createNode([node]));
}

/** Updates a list item by item, by id. Equal items keep their place, form and comments. */
function reconcile(files: readonly ConfigFile[], path: readonly string[], wanted: readonly object[]): void {
  const left = new Map(wanted.map((item) => [(item as { id: string }).id, item]));
  for (const { document, list } of listsAt(files, path)) {
    for (let i = list.items.length - 1; i >= 0; i--) {
      const node = list.items[i];
      const id = isMap(node) ? String(node.get("id")) : "";
      const item = left.get(id);
      if (item === undefined || !isMap(node)) list.items.splice(i, 1);
      else {
        update(document, node, item);
        left.delete(id);
      }
    }
  }
  const home = homeOf(files, path[0] as string);
  for (const item of wanted) if (left.has((item as { id: string }).id)) append(home, path, nodeOf(home, item));
}

/** Sets values that differ. Unwritten defaults stay unwritten. */
function update(document: Document, node: YAMLMap, item: object): void {
  const written = node.toJS(document) as Record<string, unknown>;
  for (const [key, value] of Object.entries(item)) {
    if (JSON.stringify(written[key]) === JSON.stringify(value)) continue;
    node.set(key, typeof value === "object" ? document.createNode(value, { flow: true }) : value);
  }
  for (const key of Object.keys(written)) if (!(key in item)) node.delete(key);
}

function nodeOf(document: Document, item: object): YAMLMap {
  const node = document.createNode({}) as YAMLMap;
  for (const [key, value] of Object.entries(item))
    node.set(key, typeof value === "object" ? document.createNode(value, { flow: true }) : value);
  return node;
}

function setFloor(files: readonly ConfigFile[], { width, depth }: { width: number; depth: number }): void {
  const home = homeOf(files, "floor");
  home.setIn(["floor", "width"], metres(width));
  home.setIn(["floor", "depth"], metres(depth));
}

function setUnderlay(files: readonly ConfigFile[], underlay: Underlay | null): void {
  const home = homeOf(files, "floor");
  if (underlay === null) {
    home.deleteIn(["floor", "underlay"]);
    return;
  }
  const { file, x, y, width, height, rotateDeg } = underlay;
  home.setIn(
    ["floor", "underlay"],
    home.createNode(
      {
        file,
        x: metres(x),
        y: metres(y),
        width: metres(width),
        height: metres(height),
        rotateDeg: rounded(rotateDeg, DECIMALS.degrees),
      },
      { flow: true },
    ),
  );
}
