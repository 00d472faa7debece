/** Which files of a site its edge keeps ready for the hub (docs/rules/hub-sites.md). */
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SiteFileSet } from "../../../edge/fleet/site-file-set.ts";
import { randomOf } from "../../run/seed.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-file-set-"));
  mkdirSync(join(dir, "edge"));
  mkdirSync(join(dir, "plant"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function setOf(models: readonly string[], mostBytes: number): SiteFileSet {
  return new SiteFileSet({
    dataDir: join(dir, "edge"),
    plantFolder: join(dir, "plant"),
    plant: () => ({ floor: {}, assets: models.map((model) => ({ model })) }) as never,
    mostBytes,
  });
}

/** Bytes that do not compress. */
function noise(name: string, length: number): Buffer {
  const random = randomOf(name);
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

/** When something was last written into the folder of packed files, or removed. */
const written = () => statSync(join(dir, "edge", "uplink", "files"), { bigint: true }).mtimeNs;

it("[HS1] a file without room is packed once, and again when others make room or it changes", async () => {
  writeFileSync(join(dir, "plant", "first.glb"), noise("first", 20_000));
  writeFileSync(join(dir, "plant", "second.glb"), noise("second", 60_000));
  const files = setOf(["first.glb", "second.glb"], 150_000);
  const first = await files.look();
  expect(first.leftOut).toEqual(["files/second.glb"]);
  const since = written();
  expect(await files.look()).toEqual(first);
  expect(written()).toBe(since);
  rmSync(join(dir, "plant", "first.glb"));
  expect((await files.look()).files.map(({ name }) => name)).toEqual(["files/second.glb"]);
  writeFileSync(join(dir, "plant", "second.glb"), noise("larger", 90_000));
  expect((await files.look()).leftOut).toEqual(["files/first.glb", "files/second.glb"]);
  writeFileSync(join(dir, "plant", "second.glb"), noise("smaller", 10_000));
  const last = await files.look();
  expect(last.leftOut).toEqual(["files/first.glb"]);
  expect(readdirSync(join(dir, "edge", "uplink", "files"))).toEqual(last.files.map(({ sha256 }) => sha256));
});

it("[HS1] meshes lie around their URDF, also in its folders; a large folder is not searched whole", async () => {
  for (const folder of ["robot/mesh", "many"]) mkdirSync(join(dir, "plant", folder), { recursive: true });
  for (const name of ["robot/arm.urdf", "robot/base.stl", "robot/mesh/link.STL", "robot/notes.txt", "many/arm.urdf"])
    writeFileSync(join(dir, "plant", name), name);
  const MANY = 3_000;
  for (let n = 0; n < MANY; n++) writeFileSync(join(dir, "plant", "many", `${n}.stl`), "");
  const robot = await setOf(["robot/arm.urdf"], 1e6).look();
  expect(robot.files.map(({ name }) => name)).toEqual([
    "files/robot/arm.urdf",
    "files/robot/base.stl",
    "files/robot/mesh/link.STL",
  ]);
  const { files, leftOut } = await setOf(["many/arm.urdf"], 1e6).look();
  expect(files.length + leftOut.length).toBeLessThan(MANY);
}, 30_000);

it("[HS1] what is no file stays at the edge, and does not keep others from being looked at", async () => {
  mkdirSync(join(dir, "plant", "folder.glb"));
  writeFileSync(join(dir, "plant", "real.glb"), "real");
  const server = createServer().listen(join(dir, "plant", "socket.glb"));
  try {
    await once(server, "listening");
    const { files, leftOut } = await setOf(["folder.glb", "socket.glb", "real.glb"], 1e6).look();
    expect(files.map(({ name }) => name)).toEqual(["files/real.glb"]);
    expect(leftOut).toEqual(["files/folder.glb", "files/socket.glb"]);
  } finally {
    server.close();
  }
});
