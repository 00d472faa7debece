// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the config, written into its files
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { destinationOf, secretsToEnter } from "../../../../edge/config/edit/kept-secrets.ts";
import { loadConfig } from "../../../../edge/config/load.ts";
import type { ConfigEdit, ConfigPath } from "../../../../edge/contracts/plant/config-edit.ts";
import { plugins } from "../../../../edge/plugins.ts";
import { NOTIFY, realPlant, saveEdits } from "../../../fakes/config/edited-plant.ts";

type Schema = Readonly<Record<string, unknown>>;
type Root = Record<string, unknown>;
interface Leaf {
  readonly path: ConfigPath;
  readonly value: unknown;
  readonly isSecret: boolean;
}

/** Every value that a schema has a place for, each list with one item, with a value that is no default. */
function leavesOf(schema: Schema, path: ConfigPath): readonly Leaf[] {
  const branches = ["anyOf", "oneOf", "allOf"].flatMap((choice) => (schema[choice] as readonly Schema[]) ?? []);
  const literals = branches.flatMap((one) => ("const" in one ? [one["const"]] : []));
  const choices = (schema["enum"] as readonly unknown[] | undefined) ?? literals;
  const isSecret = schema["writeOnly"] === true;
  if (choices.length > 0 && choices.length >= branches.length)
    return [{ path, value: choices.find((one) => one !== schema["default"]) ?? choices[0], isSecret }];
  if (branches.length > 0) return branches.flatMap((one) => leavesOf(one, path));
  const { type, items, properties } = schema as { type?: string; items?: Schema; properties?: Record<string, Schema> };
  if (type === "array") return items === undefined ? [] : leavesOf(items, [...path, 0]);
  if (type === "object") return Object.entries(properties ?? {}).flatMap(([key, one]) => leavesOf(one, [...path, key]));
  const values: Record<string, unknown> = { string: "a text", boolean: schema["default"] !== true };
  return [{ path, value: values[type ?? ""] ?? 4321, isSecret }];
}

/** A config with this value; false where something else stands in its way. */
function put(root: Root, path: ConfigPath, value: unknown): boolean {
  let at = root as Record<string | number, unknown>;
  for (const [i, step] of path.slice(0, -1).entries()) {
    at[step] ??= typeof path[i + 1] === "number" ? [] : {};
    if (typeof at[step] !== "object") return false;
    at = at[step] as Record<string | number, unknown>;
  }
  const last = path.at(-1) as string | number;
  if (typeof at[last] === "object") return false;
  at[last] = value;
  return true;
}

const PARTS = [
  ...(["sources", "sinks"] as const).flatMap((section) =>
    plugins[section].map(({ kind, config }) => ({ schema: config as unknown as Schema, path: [section, 0], kind })),
  ),
  ...plugins.sections.map(({ name, schema }) => ({
    schema: schema as unknown as Schema,
    path: [name],
    kind: undefined,
  })),
];
/** Each secret of each schema, with all other values that can stand beside it. */
const SECRETS = PARTS.flatMap(({ schema, path, kind }) => {
  const leaves = leavesOf(schema, path);
  return leaves
    .filter(({ isSecret }) => isSecret)
    .map((secret) => {
      const root: Root = {};
      if (kind !== undefined) put(root, [...path, "kind"], kind);
      put(root, secret.path, "the secret");
      for (const one of leaves)
        if (one.path.join() !== secret.path.join())
          put(root, one.path, one.isSecret ? `another ${one.path}` : one.value);
      return { name: `${kind ?? ""} ${secret.path.join(".")}`.trim(), path: secret.path, root };
    });
});
const isAddress = (name: string) => /url$/i.test(name);

it("[CE30] every secret of every schema has a destination, and a change of any part of it asks for the secret", () => {
  expect(SECRETS.length).toBeGreaterThan(12);
  for (const { name, path, root } of SECRETS) {
    const keys = [...destinationOf(path, root, plugins).keys()];
    if (isAddress(name)) continue;
    expect(
      keys.filter((key) => /url|host|endpoint|issuer|servers/i.test(key)),
      name,
    ).not.toEqual([]);
    const first = path.findIndex((step) => typeof step === "number");
    const around = path.slice(0, first === -1 ? Math.min(2, path.length - 1) : first + 1);
    for (const key of keys) {
      const after = structuredClone(root);
      const steps = key.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
      expect(put(after, [...around, ...steps], key === "kind" ? root[key] : "elsewhere"), `${name}: ${key}`).toBe(true);
      // Another kind has another schema, whose secrets are others.
      if (key === "kind") continue;
      const change = { before: root, after };
      const asked = secretsToEnter({ ...change, isSent: () => false }, plugins).find(
        (one) => one.steps.join() === path.join(),
      );
      expect(asked?.params["keys"], `${name}: ${key}`).toBe(key);
      expect(asked?.message.zh).toContain(key);
      expect(secretsToEnter({ ...change, isSent: () => true }, plugins)).toEqual([]);
    }
  }
});

it.each([
  ["notify.channels.0.mail.password", "mail.host mail.port mail.security mail.user kind"],
  ["notify.channels.0.secret", "url kind"],
  ["notify.channels.0.sms.authorization", "url kind"],
  ["opcua sources.0.user.password", "endpoint user.name security.mode security.dangerouslyTrustAnyServer kind"],
  ["opcua sources.0.user.privateKey", "endpoint user.certificate security.policy"],
  ["mqtt-json sources.0.password", "url user ca fallbackUrls.0"],
  ["influx sinks.0.token", "url user"],
  ["uns.broker.password", "url user ca fallbackUrls.0"],
  ["api.directory.bindPassword", "urls.0 ca transport bindDn"],
  ["api.oidc.clientSecret", "issuer clientId"],
])("[CE30] %s goes with %s", (name, keys) => {
  const found = SECRETS.find((one) => one.name === name);
  const destination = destinationOf(found?.path ?? [], found?.root ?? {}, plugins);
  expect([...destination.keys()]).toEqual(expect.arrayContaining(keys.split(" ")));
  expect([...destination.keys()].filter((key) => /password|token|secret|groupS|label|priorities/i.test(key))).toEqual(
    [],
  );
});

const MAIL = ["notify", "channels", 1, "mail"] as const;
const host: ConfigEdit = { kind: "set", path: [...MAIL, "host"], value: "evil.example" };
const password: ConfigEdit = { kind: "secret", path: [...MAIL, "password"], value: "typed anew" };

afterEach(() => vi.unstubAllEnvs());

describe("over the API", () => {
  it("[CE30] a new host beside a kept password is a problem at the password until that is entered anew", async () => {
    using at = realPlant();
    const { revision } = await at.editor.read();
    const { problems, sections } = await at.editor.check({ revision, edits: [host] });
    expect(problems).toMatchObject([
      {
        ...{ code: "secret-kept", path: "notify.channels[1].mail.password", file: "plant/notify.yaml", line: 7 },
        message: { en: expect.stringContaining("mail.host"), zh: expect.stringContaining("mail.host") },
        remedy: { en: expect.stringContaining("anew"), zh: expect.stringContaining("重新输入") },
      },
    ]);
    expect(JSON.stringify(problems)).not.toMatch(/evil|pa55word/);
    expect(sections).toEqual(["notify"]);
    await expect(at.editor.save({ revision, edits: [host] }, { by: "li" })).rejects.toThrow("this secret stays");
    expect(at.read("notify.yaml")).toBe(NOTIFY);
    await at.editor.save({ revision, edits: [host, password] }, { by: "li" });
    const { mail } = (await loadConfig(at.path, plugins)).notify.channels[1] ?? {};
    expect(mail).toMatchObject({ host: "evil.example", password: "typed anew" });
  });

  it.each<[string, readonly ConfigEdit[]]>([
    ["under another name", [host, { kind: "set", path: ["notify", "channels", 1, "id"], value: "other" }]],
    ["by the whole channel", [{ kind: "set", path: MAIL, value: { host: "evil.example", from: "a@b", to: ["c@d"] } }]],
    ["by a default", [{ kind: "set", path: [...MAIL, "security"], value: "tls" }]],
    ["with a secret for another place", [host, { ...password, path: ["notify", "channels", 0, "secret"] }]],
    ["after a move", [host, { kind: "remove", path: ["notify", "channels", 0] }]],
  ])("[CE30] the destination changes %s: the password is asked for", async (_, edits) => {
    using at = realPlant();
    const { revision } = await at.editor.read();
    const { problems } = await at.editor.check({ revision, edits });
    expect(problems.map(({ code, path }) => [code, path.slice(-13)])).toEqual([["secret-kept", "mail.password"]]);
  });

  it("[CE30] another change, a default that is written down, or a move in the list asks for nothing", async () => {
    using at = realPlant();
    await saveEdits(
      at,
      { kind: "set", path: [...MAIL, "port"], value: 587 },
      { kind: "set", path: [...MAIL, "to"], value: ["d@example.org"] },
      { kind: "remove", path: ["notify", "channels", 0] },
    );
    expect(at.read("notify.yaml")).toContain("pa55word-in-clear");
  });

  it("[CE30] a file that people change by hand on the host asks for nothing", async () => {
    using at = realPlant();
    writeFileSync(join(at.path, "notify.yaml"), NOTIFY.replace("mail.example", "new.example"));
    expect((await loadConfig(at.path, plugins)).notify.channels[1]?.mail?.host).toBe("new.example");
    await saveEdits(at, { kind: "set", path: ["notify", "channels", 0, "groupS"], value: 5 });
  });

  it("[CE30] a restored version asks for secrets that it would send elsewhere, and takes them", async () => {
    using at = realPlant();
    vi.stubEnv("GEMBA_TEST_ROBOT", "https://robot.example/x");
    const robot = "{ id: crew, kind: wecom, url: '${env:GEMBA_TEST_ROBOT}' }";
    const written = NOTIFY.replace(/\{ id: crew.*\}/, robot).replace('"pa55word-in-clear"', "'${env:PATH}'");
    writeFileSync(join(at.path, "notify.yaml"), written);
    await saveEdits(at, password);
    await saveEdits(at, host, password);
    const { revision } = await at.editor.read();
    const asked = await at.editor.check({ revision, version: 1 });
    expect(asked.problems).toMatchObject([{ code: "secret-kept", path: "notify.channels[1].mail.password" }]);
    await expect(at.editor.save({ revision, version: 1 }, { by: "li" })).rejects.toThrow("this secret stays");
    const anew: ConfigEdit = { ...password, value: "the former one" } as ConfigEdit;
    const checked = await at.editor.check({ revision, version: 1, edits: [anew] });
    expect(checked.problems).toEqual([]);
    await at.editor.save({ revision, version: 1, edits: [anew] }, { by: "li" });
    const { mail } = (await loadConfig(at.path, plugins)).notify.channels[1] ?? {};
    expect(mail).toMatchObject({ host: "mail.example", password: "the former one" });
  });
});
