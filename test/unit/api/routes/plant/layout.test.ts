import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { buildApi } from "../../../../../edge/api/server.ts";
import { EdgeError } from "../../../../../edge/contracts/errors.ts";
import type { Layout, LayoutChange, LayoutEditor } from "../../../../../edge/contracts/plant/layout.ts";
import { startAccounts } from "../../../../fakes/access/accounts.ts";
import { fakeEdge } from "../../../../fakes/api/deps.ts";
import { temporaryFolder } from "../../../../fakes/config/plant-folder.ts";

function editorOf(over: Partial<LayoutEditor> = {}): LayoutEditor & { readonly saved: LayoutChange[] } {
  const { plant } = fakeEdge().deps;
  const saved: LayoutChange[] = [];
  const layout: Layout = {
    revision: "r1",
    floor: plant.floor,
    types: [],
    sources: [],
    assets: [],
    zones: [],
    routes: { nodes: [], edges: [] },
    maps: [],
  };
  return {
    saved,
    read: async () => layout,
    save: async (change) => {
      saved.push(change);
      return { revision: "r2", files: ["assets.yaml"], needsRestart: false };
    },
    plant: () => plant,
    ...over,
  };
}

it("[Y7] a layout is read with its revision and saved; the save is recorded without the drawing", async () => {
  await using people = await startAccounts();
  const layout = editorOf();
  const { deps } = fakeEdge({ layout, accounts: people.accounts });
  const app = buildApi(deps);
  const headers = { authorization: await people.bearer("engineer") };
  expect((await app.inject({ url: "/api/v1/layout", headers })).json()).toMatchObject({ revision: "r1" });
  const payload = {
    revision: "r1",
    poses: [{ assetUid: "urn:a", pose: { x: 1, y: 2, z: 0, yawDeg: 90 } }],
    underlay: { image: { kind: "png", base64: "iVBORw0KGgo=" }, x: 0, y: 0, width: 9, height: 9, rotateDeg: 0 },
  };
  const answer = await app.inject({ method: "PUT", url: "/api/v1/layout", headers, payload });
  expect(answer.json()).toEqual({ revision: "r2", files: ["assets.yaml"], needsRestart: false });
  expect(layout.saved).toMatchObject([{ revision: "r1", poses: [{ assetUid: "urn:a" }] }]);
  const [entry] = await deps.journal.read({ limit: 1, action: "layout.save" });
  expect(entry).toMatchObject({ result: "done", target: "plant", after: { moved: 1, underlay: "set" } });
  expect(JSON.stringify(entry)).not.toContain("iVBOR");
  await app.close();
});

it("[Y3] [Y7] an invalid change is refused with the reason, and the refusal is recorded", async () => {
  await using people = await startAccounts();
  const layout = editorOf({
    save: async () => {
      throw new EdgeError("conflict", "The plant's config was changed since the layout was read.");
    },
  });
  const { deps } = fakeEdge({ layout, accounts: people.accounts });
  const app = buildApi(deps);
  const headers = { authorization: await people.bearer("engineer") };
  const answer = await app.inject({ method: "PUT", url: "/api/v1/layout", headers, payload: { revision: "old" } });
  expect(answer.statusCode).toBe(409);
  expect(await deps.journal.read({ limit: 1, action: "layout.save" })).toMatchObject([{ result: "refused" }]);
  expect(
    (await app.inject({ method: "PUT", url: "/api/v1/layout", headers, payload: { revision: "r1", nonsense: 1 } }))
      .statusCode,
  ).toBe(400);
  expect((await app.inject({ method: "POST", url: "/api/v1/layout/restart", headers, payload: {} })).statusCode).toBe(
    503,
  );
  await app.close();
});

it("[U2] [Y7] row 9: without users no caller writes the config or restarts; the answer has the remedy", async () => {
  await using people = await startAccounts();
  let restarts = 0;
  const layout = editorOf({ restart: async () => () => void restarts++ });
  const app = buildApi(fakeEdge({ layout, accounts: people.accounts }).deps);
  const payload = { revision: "r1", poses: [{ assetUid: "urn:a", pose: { x: 1, y: 2, z: 0, yawDeg: 90 } }] };
  for (const answer of [
    await app.inject({ method: "PUT", url: "/api/v1/layout", payload }),
    await app.inject({ method: "POST", url: "/api/v1/layout/restart", payload: {} }),
  ]) {
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
      403,
      expect.stringContaining("gemba users invite"),
    ]);
  }
  expect((await app.inject({ url: "/api/v1/layout" })).statusCode).toBe(200);
  await app.close();
  expect([layout.saved, restarts]).toEqual([[], 0]);
});

/** Spellings of a path outside the folder. */
const TRAVERSALS = [
  "../secret.pdf",
  "..%2Fsecret.pdf",
  "%2e%2e/secret.pdf",
  "%2e%2e%2fsecret.pdf",
  "%252e%252e%252fsecret.pdf",
  "..%5csecret.pdf",
  "..%c0%afsecret.pdf",
  "..%ef%bc%8fsecret.pdf",
  "%u002e%u002e/secret.pdf",
  "....//secret.pdf",
  "..;/secret.pdf",
  "models/../gemba.yaml",
  "models/../../secret.pdf",
  "models/../../secret.stl",
  "models/..%2f..%2fsecret.stl",
  "models/up/secret.stl",
  "models/link-out.stl",
  "models/pipe.stl",
  "models/folder.stl",
  "models//link.stl/..",
  "hall.svg/",
  "hall.svg%00.pdf",
  "hall.svg%20",
  "HALL.SVG",
  "%2Fetc%2Fpasswd",
  "/etc/passwd",
  "file:///etc/passwd",
  "C:%5Cwindows%5Cwin.ini",
  "%2e",
  "%00",
  "",
];

it("[Y6] only files that the plant names are served, never one outside of its folder", async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, "plant/models"), { recursive: true });
  writeFileSync(join(folder.path, "secret.pdf"), "secret");
  writeFileSync(join(folder.path, "plant/hall.svg"), "<svg/>");
  writeFileSync(join(folder.path, "plant/models/arm.urdf"), "<robot/>");
  writeFileSync(join(folder.path, "plant/models/link.stl"), "solid");
  writeFileSync(join(folder.path, "plant/gemba.yaml"), "gemba: 1");
  symlinkSync(join(folder.path, "secret.pdf"), join(folder.path, "plant/manual.pdf"));
  writeFileSync(join(folder.path, "secret.stl"), "secret");
  symlinkSync("../../../..", join(folder.path, "plant/models/up"));
  symlinkSync("../../secret.stl", join(folder.path, "plant/models/link-out.stl"));
  mkdirSync(join(folder.path, "plant/models/folder.stl"));
  execFileSync("mkfifo", [join(folder.path, "plant/models/pipe.stl")]);
  const { deps } = fakeEdge();
  const [first, ...others] = deps.plant.assets;
  if (first === undefined) throw new Error("no asset");
  const documents = [{ name: { zh: "手册", en: "Manual" }, file: "manual.pdf" }];
  const underlay = { file: "hall.svg", x: 0, y: 0, width: 1, height: 1, rotateDeg: 0 };
  const plant = {
    ...deps.plant,
    floor: { ...deps.plant.floor, underlay },
    assets: [{ ...first, model: "models/arm.urdf", documents }, ...others],
  };
  const app = buildApi(fakeEdge({ plant, plantFolder: join(folder.path, "plant") }).deps);
  const get = (file: string) => app.inject(`/api/v1/plant-files/${file}`);
  const hall = await get("hall.svg");
  expect([hall.statusCode, hall.headers["content-type"], hall.body]).toEqual([200, "image/svg+xml", "<svg/>"]);
  expect(hall.headers).toMatchObject({ "content-length": "6", "x-content-type-options": "nosniff" });
  expect((await get("models/arm.urdf")).statusCode).toBe(200);
  expect((await get("models/link.stl")).statusCode).toBe(200);
  for (const file of ["gemba.yaml", "manual.pdf", "models/other.glb", ...TRAVERSALS])
    expect([400, 404], file).toContain((await get(file)).statusCode);
  await app.close();
});

it("[Y9] a drawing or document opened on its own runs nothing and fetches nothing", async () => {
  using folder = temporaryFolder();
  writeFileSync(
    join(folder.path, "hall.svg"),
    "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
  );
  writeFileSync(join(folder.path, "empty.txt"), "");
  writeFileSync(join(folder.path, "manual.pdf"), "%PDF");
  const { plant: fake } = fakeEdge().deps;
  const [first] = fake.assets;
  if (first === undefined) throw new Error("no asset");
  const documents = ["manual.pdf", "empty.txt"].map((file) => ({ name: { zh: "手册", en: "Manual" }, file }));
  const plant = {
    ...fake,
    floor: { ...fake.floor, underlay: { file: "hall.svg", x: 0, y: 0, width: 1, height: 1, rotateDeg: 0 } },
    assets: [{ ...first, documents }],
  };
  const app = buildApi(fakeEdge({ plant, plantFolder: folder.path }).deps);
  for (const file of ["hall.svg", "empty.txt"]) {
    const { headers, statusCode } = await app.inject(`/api/v1/plant-files/${file}`);
    expect(statusCode).toBe(200);
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none';.*sandbox(?!\s+allow)/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
  }
  // A browser's built-in PDF viewer does not start in a sandbox.
  expect((await app.inject("/api/v1/plant-files/manual.pdf")).headers["content-security-policy"]).not.toContain(
    "sandbox",
  );
  await app.close();
});

it("[PA6] a restart with a broken config is refused with every mistake and recorded; nothing stops", async () => {
  const refusal = new EdgeError(
    "conflict",
    'The edge was not restarted and runs as before. assets.yaml:3 no type "lath"',
  );
  let restarts = 0;
  let isBroken = true;
  const layout = editorOf({
    restart: () => (isBroken ? Promise.reject(refusal) : Promise.resolve(() => void restarts++)),
  });
  await using people = await startAccounts();
  const { deps } = fakeEdge({ layout, accounts: people.accounts });
  const app = buildApi(deps);
  const headers = { authorization: await people.bearer("engineer") };
  const post = () => app.inject({ method: "POST", url: "/api/v1/layout/restart", headers, payload: {} });
  const refused = await post();
  expect(refused.statusCode).toBe(409);
  expect(refused.json().detail).toContain('no type "lath"');
  expect(await deps.journal.read({ limit: 1, action: "edge.restart" })).toMatchObject([{ result: "refused" }]);
  isBroken = false;
  expect((await post()).statusCode).toBe(202);
  await vi.waitFor(() => expect(restarts).toBe(1));
  await app.close();
});
