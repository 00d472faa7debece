import { expect, it } from "vitest";
import type { ProposedConfig } from "../../../../edge/contracts/path/proposed-config.ts";
import { type ConnectChoice, connectEdits, machinesOf } from "../../../../edge/contracts/plant/connect-plan.ts";

const name = { zh: "机", en: "Machine" };
const tag = (path: string) => ({ signal: "speed", name, type: "number" as const, unit: "rpm", binding: { path } });

const PROPOSAL: ProposedConfig = {
  namespaces: { mt: "http://opcfoundation.org/UA/MachineTool/", own: "urn:plc", di: "http://opcfoundation.org/UA/DI/" },
  source: {
    name: "plc",
    kind: "opcua",
    endpoint: "opc.tcp://10.0.0.1:4840",
    security: { mode: "none", insecure: true },
    user: { name: "gemba" },
  },
  keys: { endpoint: null },
  password: ["user", "password"],
  types: [
    { name: "machining-centre", kind: "machining-centre", tags: [tag("mt:Monitoring/own:a&/own&:b/own:Speed")] },
    { name: "device", kind: "box", tags: [tag("own:Speed")] },
  ],
  machines: [
    {
      uid: "urn:a",
      label: "CNC-1",
      type: "machining-centre",
      name,
      place: "area/line/cell-1/cnc-1",
      address: { root: "/Objects/own:A" },
      about: "MachineTool",
    },
    {
      uid: "urn:b",
      label: "Dev",
      type: "device",
      name,
      place: "area/line/cell-1/dev",
      address: { root: "/Objects/own:B" },
      about: "DI",
    },
    {
      uid: "urn:c",
      label: "Dev-2",
      type: "device",
      name,
      place: "area/line/cell-1/dev-2",
      address: { root: "/Objects/own:C" },
      about: "DI",
    },
  ],
};
const SITE = { site: { enterprise: "acme", id: "one" } };

function choice(values: Record<string, unknown>, kinds: Record<string, string> = {}): ConnectChoice {
  const machines = machinesOf(PROPOSAL, values).map((one) => ({ ...one, kind: kinds[one.uid] ?? one.kind }));
  return { proposal: PROPOSAL, machines, types: PROPOSAL.types, password: "pw" };
}

it("[CE11] machines of an empty plant: namespaces that are used, the source with its secret, types, assets", () => {
  const edits = connectEdits(SITE, choice(SITE));
  expect(edits.map(({ kind, path }) => `${kind} ${path.join(".")}`)).toEqual([
    "set namespaces.mt",
    "set namespaces.own",
    "insert sources.0",
    "secret sources.0.user.password",
    "set types.machining-centre",
    "set types.device",
    "insert assets.0",
    "insert assets.1",
    "insert assets.2",
  ]);
  expect(edits[6]).toMatchObject({
    value: {
      uid: "urn:a",
      label: "CNC-1",
      type: "machining-centre",
      path: "acme/one/area/line/cell-1/cnc-1",
      source: "plc",
    },
  });
  expect(JSON.stringify(edits[2])).not.toContain("pw");
});

it("[CE11] names and prefixes that the plant has already get a number, in paths too; escaped colons stay", () => {
  const values = {
    ...SITE,
    namespaces: { own: "urn:other", tools: "http://opcfoundation.org/UA/MachineTool/" },
    sources: [{ name: "plc", kind: "opcua", endpoint: "opc.tcp://10.0.0.9:4840" }],
    types: { device: { kind: "press", tags: [] } },
    assets: [{ uid: "urn:x", label: "Dev", type: "device", path: "acme/one/area/line/cell-1/dev" }],
  };
  const edits = connectEdits(values, choice(values));
  expect(edits[0]).toEqual({ kind: "set", path: ["namespaces", "own-2"], value: "urn:plc" });
  expect(edits[1]).toMatchObject({ path: ["sources", 1], value: { name: "plc-2" } });
  expect(edits[3]).toMatchObject({
    path: ["types", "machining-centre"],
    value: { tags: [{ binding: { path: "tools:Monitoring/own-2:a&/own&:b/own-2:Speed" } }] },
  });
  expect(edits[4]).toMatchObject({ path: ["types", "device-2"] });
  expect(edits[6]).toMatchObject({
    path: ["assets", 2],
    value: {
      label: "Dev-2",
      type: "device-2",
      path: "acme/one/area/line/cell-1/dev-2",
      source: "plc-2",
      address: { root: "/Objects/own-2:B" },
    },
  });
  expect(edits[7]).toMatchObject({ value: { label: "Dev-2-2" } });
});

it("[CE11] another kind for one of several machines gives it a type of its own", () => {
  const edits = connectEdits(SITE, choice(SITE, { "urn:b": "press" }));
  const types = edits.flatMap((one) => (one.kind === "set" && one.path[0] === "types" ? [one] : []));
  expect(types.map(({ path, value }) => [path[1], (value as { kind: string }).kind])).toEqual([
    ["machining-centre", "machining-centre"],
    ["press", "press"],
    ["device", "box"],
  ]);
});

it("[CE11] a server that the plant knows keeps its source; its machines are not taken twice", () => {
  const values = {
    ...SITE,
    namespaces: PROPOSAL.namespaces,
    sources: [{ name: "old-plc", kind: "opcua", endpoint: "opc.tcp://10.0.0.1:4840" }],
    types: { dev: { kind: "box", tags: [tag("own:Speed")] } },
    assets: [
      { uid: "urn:a", label: "A", type: "machining-centre", path: "acme/one/x" },
      {
        uid: "urn:random",
        label: "B",
        source: "old-plc",
        type: "dev",
        address: { root: "/Objects/own:B" },
        path: "acme/one/y",
      },
    ],
  };
  const chosen = choice(values);
  expect(chosen.machines.map(({ isTaken }) => isTaken)).toEqual([false, false, true]);
  expect(connectEdits(values, chosen)).toMatchObject([
    { kind: "insert", path: ["assets", 2], value: { uid: "urn:c", type: "dev", source: "old-plc" } },
  ]);
  expect(
    connectEdits(values, { ...chosen, machines: chosen.machines.map((one) => ({ ...one, isTaken: false })) }),
  ).toEqual([]);
});
