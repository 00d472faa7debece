import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkPlant } from "../../../edge/config/check.ts";
import { inspectConfig } from "../../../edge/config/load.ts";
import type { Plugins } from "../../../edge/contracts/plant/plugins.ts";
import { type TSchema, Type } from "../../../edge/contracts/schema.ts";
import { plugins } from "../../../edge/plugins.ts";
import { GOOD_PLANT, plantFolder, SOURCES, testPlugins } from "../../fakes/config/plant-folder.ts";

const CANARY = "canary7f3a9b";

let folder: ReturnType<typeof plantFolder>;
beforeEach(() => {
  folder = plantFolder({ ...GOOD_PLANT, "plain.yaml": "zones: []\n" });
  process.env["GEMBA_TEST_CANARY"] = CANARY;
});
afterEach(() => {
  delete process.env["GEMBA_TEST_CANARY"];
  folder[Symbol.dispose]();
});

const REFERENCE = `\${env:GEMBA_TEST_CANARY}`;
/** The plant with a reference in every text that an engineer could edit by hand. */
const BY_HAND: Readonly<Record<string, string>> = {
  "a site's name": "site.yaml:en: Plant One:en: '%'",
  "a shift's name": "site.yaml:zh: 早班:zh: '%'",
  "an asset's name": "assets.yaml:en: Lathe:en: '%'",
  "an asset's label": "assets.yaml:label: L-1:label: '%'",
  "an address": "assets.yaml:rack: R1:rack: '%'",
  "a parameter": "assets.yaml:spindle: S1:spindle: '%'",
  "a type's tag": "types/lathe.yaml:en: Speed:en: '%'",
  "a source's name": "sources.yaml:name: air:name: '%'",
};

it.each(Object.entries(BY_HAND))(
  "[CF1] [CF4] a reference in %s, written by hand, is not replaced: no answer can hold its value",
  async (_, at) => {
    const [file, plain, wanted] = split(at);
    writeFileSync(
      join(folder.path, file),
      GOOD_PLANT[file as keyof typeof GOOD_PLANT].replace(plain, wanted.replace("%", REFERENCE)),
    );
    const { config, problems, warnings } = inspectConfig(folder.path, testPlugins);
    expect(JSON.stringify([config, problems, warnings])).not.toContain(CANARY);
    const reported = [...problems, ...warnings].filter((one) => one.file === `plant/${file}`);
    expect(reported).toMatchObject([
      { message: { en: expect.stringMatching(/stays as it is written|is not replaced any more/) } },
    ]);
  },
);

const GONE = `is not replaced any more: \${…} is replaced in secrets, endpoint, url, host and port only`;

it.each<[string, string, string]>([
  ["a currency", "site.yaml:currency: EUR:currency: '%'", "site.currency"],
  ["a time zone", "site.yaml:timeZone: Europe/Berlin:timeZone: '%'", "site.timeZone"],
  ["a number", "assets.yaml:x: 3,:x: '%',", "assets[0].pose.x"],
  ["the name of a type", "assets.yaml:type: lathe:type: '%'", "assets[0].type"],
])("[CF8] a reference as %s gets one error, which says what to write instead", async (_, at, path) => {
  const [file, plain, wanted] = split(at);
  const old = GOOD_PLANT[file as keyof typeof GOOD_PLANT];
  expect(old).toContain(plain);
  writeFileSync(join(folder.path, file), old.replace(plain, wanted.replace("%", REFERENCE)));
  const { problems, warnings } = inspectConfig(folder.path, testPlugins);
  expect(problems.filter((problem) => problem.path === path)).toMatchObject([
    { file: `plant/${file}`, message: { en: `"${REFERENCE}" ${GONE}` }, remedy: { en: "write the value itself here" } },
  ]);
  expect(warnings).toEqual([]);
  const { ok, text: reported } = await checkPlant(folder.path, testPlugins);
  expect([ok, reported]).toEqual([false, expect.stringMatching(new RegExp(`plant/${file}:\\d+`))]);
  expect(reported).not.toContain(CANARY);
});

function split(at: string): [file: string, plain: string, wanted: string] {
  const [file = "", ...parts] = at.split(":");
  const half = parts.length / 2;
  return [file, parts.slice(0, half).join(":"), parts.slice(half).join(":")];
}

it("[CF5] if no API shows the value, a reference still works for one release, and the check names it", async () => {
  writeFileSync(
    join(folder.path, "sources.yaml"),
    SOURCES.replace(
      '"wired://10.0.0.1"',
      `"wired://h", pollMs: 50, password: "\${env:GEMBA_TEST_CANARY}", note: "${REFERENCE}"`,
    ),
  );
  const noted: Plugins = {
    ...testPlugins,
    sources: testPlugins.sources.map((plugin) => ({
      ...plugin,
      config: Type.Object({ ...propertiesOf(plugin.config), note: Type.Optional(Type.String()) }),
    })),
  };
  const { config, warnings } = inspectConfig(folder.path, noted);
  expect(config?.sources[0]?.config).toMatchObject({ note: CANARY, password: CANARY });
  expect(warnings).toMatchObject([
    {
      path: "sources[0].note",
      message: { en: expect.stringContaining("will not be replaced from the next release on") },
    },
  ]);
  const { ok, text: reported } = await checkPlant(folder.path, noted);
  expect([ok, reported]).toEqual([
    true,
    expect.stringMatching(/no problems\.\n.*\n.*\nwarning: plant\/sources\.yaml:3 sources\[0\]\.note/),
  ]);
  expect(reported).not.toContain(CANARY);
});

function propertiesOf(schema: TSchema): Record<string, TSchema> {
  return (schema as unknown as { properties: Record<string, TSchema> }).properties;
}

it("[CF5] a reference in `include` still works for one release", async () => {
  process.env["GEMBA_TEST_CANARY"] = "site";
  writeFileSync(
    join(folder.path, "gemba.yaml"),
    `gemba: 1\ninclude: ["${REFERENCE}.yaml", sources.yaml, types/*.yaml, assets.yaml]\n`,
  );
  const { config, warnings } = inspectConfig(folder.path, testPlugins);
  expect(config?.files).toHaveLength(5);
  expect(warnings).toMatchObject([{ line: 2, path: "include" }]);
});

it(
  "[CF5] a reference in place of the list of `include` is no name of a file: the problem names file, " +
    "line and path",
  () => {
    writeFileSync(join(folder.path, "gemba.yaml"), `gemba: 1\ninclude: ${REFERENCE}\n`);
    const { problems } = inspectConfig(folder.path, testPlugins);
    expect(problems.find(({ path }) => path === "include")).toMatchObject({
      file: "plant/gemba.yaml",
      line: 2,
      message: { en: "include must be a list of file names" },
    });
  },
);

/** Result of `${file:…}` in the place of a secret. */
function secretAt(path: string, env: Record<string, string> = {}): string {
  const password = JSON.stringify(`\${file:${path}}`);
  writeFileSync(
    join(folder.path, "sources.yaml"),
    SOURCES.replace('"wired://10.0.0.1"', `"wired://h", password: ${password}`),
  );
  const { config, problems } = inspectConfig(folder.path, testPlugins, { env });
  if (config === undefined) return problems.map(({ message }) => message.en).join("\n");
  return String(
    (config.sources.find(({ name }) => name === "line")?.config as { readonly password?: string } | undefined)
      ?.password,
  );
}

function secret(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "hush", { mode: 0o600 });
  return path;
}

const OUTSIDE = /lies outside of the plant's folder and of the folders for secrets/;

it("[CF3] secret files are read from the plant's folder and from the folders that the edge was started with", () => {
  const vault = join(folder.path, "..", "vault");
  secret(join(folder.path, "secrets/a"));
  secret(join(vault, "b"));
  expect(secretAt("secrets/a")).toBe("hush");
  expect(secretAt(join(vault, "b"))).toMatch(OUTSIDE);
  expect(secretAt(join(vault, "b"), { GEMBA_SECRET_FOLDERS: `/nowhere:${vault}` })).toBe("hush");
  expect(secretAt(join(vault, "b"), { CREDENTIALS_DIRECTORY: vault })).toBe("hush");
  expect(secretAt(join(vault, "../vault2"), { GEMBA_SECRET_FOLDERS: vault })).toMatch(OUTSIDE);
  symlinkSync(join(vault, "b"), join(vault, "..data"));
  expect(secretAt(join(vault, "..data"), { GEMBA_SECRET_FOLDERS: vault })).toBe("hush");
});

it.each([
  "/proc/self/environ",
  "/proc/self/../self/environ",
  "/etc/passwd",
  "../outside",
  "secrets/../../outside",
  "/sys/kernel/notes",
  "/dev/zero",
  "/",
  "",
  ".",
  "//proc/self/environ",
  "/dev/stdin",
  "\u0000",
])("[CF3] %j is never read", (path) => {
  secret(join(folder.path, "../outside"));
  for (const env of [{}, { GEMBA_SECRET_FOLDERS: "/:/proc:/proc/self:/dev:/sys:/sys/kernel:" }])
    expect(secretAt(path, env)).toMatch(/lies outside|is no known reference|is not a file|cannot read/);
});

it("[CF3] links out of the folder or to /proc, a pipe, a folder and a too large file are refused", () => {
  secret(join(folder.path, "../outside"));
  const at = (name: string) => join(folder.path, name);
  symlinkSync("../outside", at("link"));
  symlinkSync("/proc/self/environ", at("proc"));
  symlinkSync("..", at("up"));
  symlinkSync("gone", at("dangling"));
  mkdirSync(at("directory"));
  execFileSync("mkfifo", [at("pipe")]);
  writeFileSync(at("large"), "x".repeat(65_537), { mode: 0o600 });
  for (const name of ["link", "proc", "up/outside"]) expect(secretAt(name)).toMatch(OUTSIDE);
  for (const name of ["pipe", "directory"]) expect(secretAt(name)).toMatch(/is not a file/);
  expect(secretAt("dangling")).toMatch(/cannot read .*ENOENT/);
  expect(secretAt("large")).toMatch(/65537 bytes/);
  // The folder for secrets is itself a link into /proc.
  symlinkSync("/proc/self", join(folder.path, "../vault"));
  expect(
    secretAt(join(folder.path, "../vault/environ"), { GEMBA_SECRET_FOLDERS: join(folder.path, "../vault") }),
  ).toMatch(OUTSIDE);
});

it("[CF1] every secret, endpoint, url, host and port of the plugins takes a reference, no shown value does", () => {
  const marked: string[] = [];
  for (const plugin of [...plugins.sources, ...plugins.sinks]) collect(plugin.config, plugin.kind, marked);
  for (const { name, schema } of plugins.sections) collect(schema, name, marked);
  for (const plugin of plugins.sources)
    for (const schema of [plugin.address, plugin.binding]) expect(JSON.stringify(schema)).not.toContain("substitute");
  const words = [
    "endpoint",
    "address",
    "witness",
    "servers",
    "nkeySeed",
    "credentials",
    "url",
    "urls",
    "fallbackUrls",
    "host",
    "hosts",
    "port",
    "user",
    "name",
    "password",
    "bindDn",
    "bindPassword",
    "ca",
    "cert",
    "key",
    "certificate",
    "privateKey",
    "token",
    "authorization",
    "secret",
    "clientId",
    "clientSecret",
    "issuer",
    "publicUrl",
    "viewer",
  ];
  for (const path of marked) expect(words).toContain(path.split(".").findLast((part) => part !== "[]"));
  for (const path of [
    "opcua.endpoint",
    "opcua.user.password",
    "mqtt-json.url",
    "modbus.port",
    "s7.port",
    "mtconnect.password",
    "influx.token",
    "notify.channels.[].url",
    "notify.channels.[].mail.password",
    "api.oidc.clientSecret",
    "api.directory.bindPassword",
  ])
    expect(marked).toContain(path);
});

function collect(schema: unknown, path: string, into: string[]): void {
  const { substitute, properties, items, anyOf } = schema as {
    substitute?: boolean;
    properties?: Record<string, unknown>;
    items?: unknown;
    anyOf?: unknown[];
  };
  if (substitute === true) into.push(path);
  for (const [key, inner] of Object.entries(properties ?? {})) collect(inner, `${path}.${key}`, into);
  if (items !== undefined) collect(items, `${path}.[]`, into);
  for (const branch of anyOf ?? []) collect(branch, path, into);
}

it.each(["x".repeat(80), 'quote"and\\slash'])(
  "[CF4] a reference that an alias repeats is shown as written: %s",
  (value) => {
    writeFileSync(
      join(folder.path, "sources.yaml"),
      SOURCES.replace('"wired://10.0.0.1"', `&e "${REFERENCE}", password: *e`),
    );
    const { problems } = inspectConfig(folder.path, testPlugins, { env: { GEMBA_TEST_CANARY: value } });
    const reported = problems.find(({ path }) => path === "sources[0].password");
    expect(reported?.params).toMatchObject({ value: JSON.stringify(REFERENCE) });
    expect(JSON.stringify(problems)).not.toContain(value.slice(0, 5));
  },
);
