/** Passwords in addresses of a config: refused or left out, and shown nowhere. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { treeOf } from "../../../edge/config/edit/plan-edits.ts";
import { maskedText } from "../../../edge/config/edit/secrets.ts";
import { inspectConfig } from "../../../edge/config/load.ts";
import { withoutPasswords, withoutUser } from "../../../edge/contracts/path/peer.ts";
import { plugins } from "../../../edge/plugins.ts";
import { GOOD_PLANT, plantFolder } from "../../fakes/config/plant-folder.ts";

const PASSWORD = "canary7f3a9b@x";
const LONG = `canary7f3a9b${"z".repeat(80)}`;

/** Reads a plant with these sources and sinks only. */
function read(more: string) {
  using folder = plantFolder({
    "gemba.yaml": "gemba: 1\ninclude: [site.yaml, more.yaml]\n",
    "site.yaml": GOOD_PLANT["site.yaml"],
  });
  writeFileSync(join(folder.path, "more.yaml"), more);
  const { config, problems, warnings } = inspectConfig(folder.path, plugins);
  return { config, problems, warnings, tree: treeOf(folder.path, plugins), masked: maskedText(more, plugins).text };
}

it.each([
  [
    "an OPC UA server",
    "sources",
    "opcua",
    "endpoint: opc.tcp://maria:%@10.0.0.5:4840/path, security: { mode: none, insecure: true }",
    "endpoint",
    "opc.tcp://10.0.0.5:4840/path",
  ],
  [
    "InfluxDB",
    "sinks",
    "influx",
    "url: http://maria:%@10.0.0.5:8086, bucket: b, org: o, token: t",
    "url",
    "http://10.0.0.5:8086",
  ],
])(
  "[CF14] the address of %s is taken without user and password, with a warning",
  (_, section, kind, keys, key, address) => {
    for (const password of [PASSWORD, LONG]) {
      const { config, problems, warnings, tree, masked } = read(
        `${section}:\n  - { name: line, kind: ${kind}, ${keys.replace("%", password)} }\n`,
      );
      expect(problems).toEqual([]);
      expect(config?.[section as "sources"][0]?.config).toMatchObject({ [key]: address });
      const path = `${section}[0].${key}`;
      expect(warnings).toContainEqual(
        expect.objectContaining({ code: "address-user", path, file: "plant/more.yaml", line: 2 }),
      );
      expect(JSON.stringify([config, warnings, tree, masked])).not.toContain("canary");
    }
  },
);

it.each([
  ["an MTConnect agent", "mtconnect", "url: http://maria:%@10.0.0.5:5000"],
  ["an MQTT broker", "sparkplug", "url: mqtt://maria:%@10.0.0.5:1883"],
  ["one of an MQTT broker's addresses", "sparkplug", "url: mqtt://10.0.0.5, fallbackUrls: ['mqtt://maria:%@10.0.0.6']"],
])("[CF14] the address of %s is refused with a password, which the text does not repeat", (_, kind, keys) => {
  for (const password of [PASSWORD, LONG]) {
    const { config, problems, tree, masked } = read(
      `sources:\n  - { name: line, kind: ${kind}, ${keys.replace("%", password)} }\n`,
    );
    expect(config).toBeUndefined();
    expect(problems).toMatchObject([{ path: expect.stringMatching(/^sources\[0\]\.(url|fallbackUrls)/) }]);
    expect(JSON.stringify([problems, tree, masked])).not.toContain("canary");
  }
});

it("[CF14] the address of a webhook is a secret as a whole and stays as it is", () => {
  const { config, problems, warnings, tree, masked } = read(
    `notify:\n  channels:\n    - { id: hook, kind: webhook, url: "https://maria:${PASSWORD}@example.org/hook", ` +
      `secret: "0123456789abcdef", groupS: 0 }\n`,
  );
  expect(problems).toEqual([]);
  expect(config?.notify).toMatchObject({
    channels: [{ url: `https://maria:${PASSWORD}@example.org/hook` }],
  });
  expect(JSON.stringify([warnings, tree, masked])).not.toContain("canary");
});

it("[CF14] a masked text shows no part of a password, and an address keeps its path", () => {
  expect(withoutPasswords("to mqtt://u:p@q@host:1883/a@b and http://h:80/x?mail=a:b@c")).toBe(
    "to mqtt://u:***@host:1883/a@b and http://h:80/x?mail=a:b@c",
  );
  expect(withoutUser("http://u:p@q@host/a@b")).toBe("http://host/a@b");
  expect(withoutUser("http://host?mail=a@b")).toBe("http://host?mail=a@b");
});
