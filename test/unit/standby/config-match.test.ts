/** Two boxes whose copies of the config differ (rules SB42 to SB44 in docs/rules/standby.md). */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { switchCommand } from "../../../edge/cli/switch.ts";
import { changesOf } from "../../../edge/config/changes.ts";
import { PrintTaker } from "../../../edge/config/file-prints.ts";
import { inspectConfig } from "../../../edge/config/load.ts";
import { readPlant } from "../../../edge/config/read-plant.ts";
import { type ConfigPrints, MOST_PRINTS } from "../../../edge/contracts/plant/config-prints.ts";
import { plugins } from "../../../edge/plugins.ts";
import { differenceIn, markWhole, takeSwitch } from "../../../edge/standby/box/box-files.ts";
import { ConfigMatch } from "../../../edge/standby/box/config-match.ts";
import { differenceWords } from "../../../edge/standby/difference-words.ts";
import { configIn } from "../../../edge/standby/link/config-frame.ts";
import { plantFolder } from "../../fakes/config/plant-folder.ts";

const MINUTE_MS = 60_000;
let dataDir: string;
let said: string;
let now: number;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "gemba-match-"));
  mkdirSync(join(dataDir, "standby"));
  said = "";
  now = 0;
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const FIRST = `gemba: 1
include: ["more/*.yaml"]
site: { enterprise: acme, id: one, name: { zh: 厂, en: P }, timeZone: UTC, currency: EUR, shifts: [] }
floor: { width: 9, depth: 9 }
standby:
  boxes: [{ name: a, address: "127.0.0.1:1" }, { name: b, address: "127.0.0.1:2" }]
  witness: "127.0.0.1:3"
zones: []
`;
const FILES = {
  "gemba.yaml": FIRST,
  "more/one.yaml": "zones: [{ id: z1 }]\nfoo: { one: 1, two: [1, 2] }\n",
  "more/two.yaml": "zones: [{ id: z2 }]\nbar: 7\n",
};

/** Prints by file of a plant with some other files. */
function printsOf(changed: Readonly<Record<string, string>> = {}): Map<string, string> {
  using folder = plantFolder({ ...FILES, ...changed });
  return new Map(new PrintTaker(readPlant(folder.path, {})).read());
}

const differing = (changed: Readonly<Record<string, string>>): string[] => {
  const [one, other] = [printsOf(), printsOf(changed)];
  return [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name));
};

it("[SB42] a print is of what a file says, whatever its form, without what differs by box", () => {
  expect([...printsOf().keys()]).toEqual(["gemba.yaml", "more/one.yaml", "more/two.yaml"]);
  expect(differing({ "more/one.yaml": FILES["more/one.yaml"].replaceAll("\n", "\r\n") })).toEqual([]);
  expect(differing({ "more/one.yaml": "# by hand\nfoo:\n  two: [1, 2]\n  one: 1\nzones:\n  - id: z1\n" })).toEqual([]);
  const boxes = FIRST.replace(/boxes: .*/, 'boxes: [{ name: x, address: "10.0.0.1:1", url: "https://x" }]');
  expect(differing({ "gemba.yaml": `${boxes}api: { hosts: [x.example], tls: local }\n` })).toEqual(["gemba.yaml"]);
  const both = `${FIRST}api: { hosts: [a.example], embed: [] }\n`;
  const other = `${boxes}api: { embed: [], hosts: [b.example], tls: local }\n`;
  expect(printsOf({ "gemba.yaml": both })).toEqual(printsOf({ "gemba.yaml": other }));
  expect(differing({ "more/one.yaml": FILES["more/one.yaml"].replace("1, 2", "2, 1") })).toEqual(["more/one.yaml"]);
  expect(differing({ "gemba.yaml": FIRST.replace(":3", ":4") })).toEqual(["gemba.yaml"]);
  expect(differing({ "more/two.yaml": "zones: [{ id: z3 }]\nbar: 7\n" })).toEqual(["more/two.yaml"]);
  expect(differing({ "more/two.yaml": "zones: [{ id: z2 }]\n" })).toEqual(["more/two.yaml"]);
  expect(differing({ "more/three.yaml": "" })).toEqual(["more/three.yaml"]);
});

it("[SB42] hostile files have prints too, and one frame takes the prints of any number", () => {
  expect(differing({ "more/two.yaml": "toString: [1]\nvalueOf: { hasOwnProperty: .inf }\nbar: .nan\n" })).toEqual([
    "more/two.yaml",
  ]);
  expect(differing({ "more/two.yaml": 'bar: "\\uD800"\n' })).toEqual(["more/two.yaml"]);
  const taker = new PrintTaker({ ...readPlant(dataDir, {}), folder: "/plant", files: [] });
  const surroundings = taker.watch({ env: {}, folder: "/plant", saw: () => undefined });
  for (let n = 0; n < 3 * MOST_PRINTS; n++) surroundings.saw(`/plant/${"数\u0007\uD800".repeat(200)}${n}`, `${n}`);
  const files = taker.read();
  expect(files).toHaveLength(MOST_PRINTS);
  expect(files.at(-1)?.[0]).toBe("*");
  expect(Buffer.byteLength(JSON.stringify({ files }))).toBeLessThan(1024 * 1024);
  expect(configIn({ version: "1.0.0", files })).toEqual({ version: "1.0.0", files });
});

it("[SB42] secret files are compared as they are read; only a config with boxes has prints", () => {
  const inspect = (first: string, key: string) => {
    using folder = plantFolder({ "gemba.yaml": first });
    const secrets = new Map([[join(folder.path, "key"), key]]);
    return inspectConfig(folder.path, plugins, { env: {}, secrets });
  };
  const plain = FIRST.replace(/^include.*\n|^zones.*\n/gm, "");
  const { config, problems } = inspect(plain.replace("standby:", "standby:\n  leaseMs: 3000"), "");
  expect(problems).toEqual([]);
  expect(config?.prints?.map(([name]) => name)).toEqual(["gemba.yaml"]);
  expect(inspect(plain.slice(0, plain.indexOf("standby:")), "").config).not.toHaveProperty("prints");
  const taker = new PrintTaker({ ...readPlant(dataDir, {}), folder: "/plant", files: [] });
  const surroundings = taker.watch({ env: {}, folder: "/plant", saw: () => undefined });
  const read = (path: string, text: string | undefined): string | undefined => {
    surroundings.saw(path, text);
    return new Map(taker.read()).get(path.replace("/plant/", ""));
  };
  expect(read("/plant/key", "secret\n")).toBe(read("/plant/key", "secret"));
  expect(read("/run/secrets/key", "other")).not.toBe(read("/plant/key", "secret"));
  expect(read("/run/secrets/key", undefined)).toBe("unread");
});

it("[SB42] prints are no part of a config that a reload could find changed", () => {
  const one = { assets: [], prints: [["gemba.yaml", "1"]] };
  expect(changesOf(one, { ...one, prints: [["gemba.yaml", "2"]] }, [])).toMatchObject({ applied: [], restart: [] });
});

const prints = (files: Readonly<Record<string, string>>, version = "1.0.0"): ConfigPrints => ({
  version,
  files: Object.entries(files),
});

function matched(): ConfigMatch {
  return new ConfigMatch({ dataDir, log: pino({}, { write: (line: string) => (said += line) }) }, () => now);
}

it("[SB43] a difference that lasts for five minutes is told by its files, and ends by itself", () => {
  const match = matched();
  match.hear(prints({ "a.yaml": "1", "b.yaml": "1" }));
  expect(match.lasting).toBeUndefined();
  match.read(prints({ "a.yaml": "1", "b.yaml": "2", "c.yaml": "1" }));
  now = 5 * MINUTE_MS - 1;
  expect(match.lasting).toBeUndefined();
  // Another difference meanwhile is no new beginning: the copies are not alike.
  match.hear(prints({ "a.yaml": "1", "b.yaml": "3" }));
  match.hear(prints({ "a.yaml": "1", "b.yaml": "1", "c.yaml": "1" }));
  now++;
  expect(match.lasting).toEqual({ files: ["b.yaml"], more: 0, versions: null });
  match.hear(prints({ "a.yaml": "1", "b.yaml": "2", "c.yaml": "1" }));
  expect(match.lasting).toBeUndefined();
  expect(said.match(/same config/g)).toHaveLength(1);
  match.hear(prints({}));
  expect(match.lasting).toBeUndefined();
  now += 5 * MINUTE_MS;
  expect(match.lasting).toMatchObject({ files: ["a.yaml", "b.yaml", "c.yaml"] });
});

it("[SB43] a message names a few files, how many more, and versions of the program, in both languages", () => {
  const match = matched();
  const many = Object.fromEntries(Array.from({ length: MOST_PRINTS }, (_, n) => [`f${n}.yaml`, "1"]));
  match.read(prints(many));
  match.hear(prints({}, "1.1.0"));
  now = 5 * MINUTE_MS;
  const { zh, en } = differenceWords(match.lasting);
  expect(en).toContain("f0.yaml, f1.yaml, f10.yaml");
  expect(en).toContain(`and ${MOST_PRINTS - 8} more; version of the program, 1.0.0 here and 1.1.0 there`);
  expect(zh).toContain(`另有 ${MOST_PRINTS - 8} 个`);
  expect(zh).toContain("本机 1.0.0，另一台 1.1.0");
  expect(en.length).toBeLessThan(500);
});

it("[SB44] a planned switch says at once what differs, and is not hindered", async () => {
  markWhole(dataDir, 1);
  const match = matched();
  match.read(prints({ "a.yaml": "1" }));
  match.hear(prints({ "a.yaml": "2" }));
  expect(differenceIn(dataDir)).toBe("config files a.yaml");
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const run = async (): Promise<string> => {
    write.mockClear();
    expect(await switchCommand.run({ dataDir } as never, AbortSignal.timeout(10_000))).toBe(0);
    expect(takeSwitch(dataDir)).toBe(true);
    return write.mock.calls.map(([text]) => String(text)).join("");
  };
  try {
    expect(await run()).toContain("config files a.yaml");
    match.sayAtSwitch();
    expect(said).toContain("another config or version");
    match.hear(prints({ "a.yaml": "1" }));
    expect(await run()).not.toContain("a.yaml");
    said = "";
    match.sayAtSwitch();
    expect(said).toBe("");
  } finally {
    write.mockRestore();
  }
  match.hear(prints({}));
  expect(readFileSync(join(dataDir, "standby", "differs"), "utf8")).toBe("config files a.yaml");
  // A keeper that has just started knows nothing.
  matched();
  expect(existsSync(join(dataDir, "standby", "differs"))).toBe(false);
});
