/** `api.oidc` in `hub.yaml`. */
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readHubConfig } from "../../../edge/cli/hub-config.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-hub-oidc-"));
  writeFileSync(join(dir, "oidc.secret"), "s3cret", { mode: 0o600 });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true, force: true });
});

const ROLES = "roles: [{ group: g, role: operator, sites: [all] }]";
const OWN = "issuer: https://login.example/realms/x, clientId: gemba, publicUrl: https://hub.example";

function read(oidc: string) {
  writeFileSync(join(dir, "hub.yaml"), `servers: [nats://127.0.0.1:4222]\napi: { oidc: { ${oidc} } }\n`);
  return readHubConfig(dir).api;
}

it("[CV45] the provider's section is that of an edge, with its secret from a file, and sites beside each role", () => {
  vi.stubEnv("GEMBA_TEST_LOGIN", "login.example");
  const own = `issuer: "https://\${env:GEMBA_TEST_LOGIN}/x", clientId: gemba, publicUrl: https://hub.example`;
  const sites = "sites: [0190aaaa-0000-7000-8000-000000000001, 'name:华东 *']";
  const api = read(`${own}, clientSecret: "\${file:oidc.secret}", roles: [{ group: g, role: viewer, ${sites} }]`);
  expect(api).toMatchObject({
    port: 8_090,
    oidc: {
      issuer: "https://login.example/x",
      clientSecret: "s3cret",
      scope: "openid profile",
      nameClaim: "preferred_username",
      roleClaim: "groups",
      recheckMinutes: 15,
      roles: [{ group: "g", role: "viewer", sites: ["0190aaaa-0000-7000-8000-000000000001", "name:华东 *"] }],
    },
  });
});

it.each([
  [`${OWN}`, /roles/],
  [`${OWN}, roles: []`, /roles/],
  [`${OWN}, roles: [{ group: g, role: operator }]`, /sites/],
  [`${OWN}, roles: [{ group: g, role: operator, sites: [] }]`, /sites/],
  [`${OWN}, roles: [{ group: g, role: operator, sites: ['East *'] }]`, /sites/],
  [`${OWN}, roles: [{ group: g, role: boss, sites: [all] }]`, /role/],
  [`${OWN}, ${ROLES}, recheckMinutes: 0`, /recheckMinutes/],
  [`${OWN}, ${ROLES}, scope: profile`, /scope: .*openid/],
  [`${OWN}, ${ROLES}, groups: x`, /groups/],
  [`issuer: http://login.example, clientId: gemba, publicUrl: https://hub.example, ${ROLES}`, /issuer/],
  [`issuer: 'https://', clientId: gemba, publicUrl: https://hub.example, ${ROLES}`, /issuer/],
  [`${OWN}, ${ROLES}, clientSecret: "\${file:absent}"`, /api.oidc.clientSecret: .*absent/],
])("[CV45] a provider with %s is refused with place and remedy", (oidc, message) => {
  expect(() => read(oidc)).toThrow(message);
});
