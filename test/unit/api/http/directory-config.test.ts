import { expect, it } from "vitest";
import { directoryConfig, directoryProblems } from "../../../../edge/api/http/directory-config.ts";
import type { DirectoryConfig } from "../../../../edge/contracts/access/sign-in-config.ts";
import { withDefaults } from "../../../fakes/config/with-defaults.ts";

const written = {
  urls: ["ldaps://dc1.plant.example"],
  bindDn: "CN=gemba,DC=plant",
  bindPassword: "word",
  base: "DC=plant",
  roles: [{ group: "CN=g,DC=plant", role: "viewer" }],
};
const codes = (over: object): string[] =>
  directoryProblems(withDefaults(directoryConfig, { ...written, ...over }) as DirectoryConfig).map(({ code }) => code);

it.each([
  ["nothing but what has no default", {}, []],
  ["no TLS on another machine", { transport: "plain", urls: ["ldap://dc1"] }, ["directory-plain"]],
  [
    "no TLS on a name that begins like this machine",
    { transport: "plain", urls: ["ldap://localhost.evil.example"] },
    ["directory-plain"],
  ],
  ["no TLS on this machine", { transport: "plain", urls: ["ldap://127.0.0.1:1389"] }, []],
  ["a filter for everybody", { userFilter: "(uid=*)" }, ["directory-filter-name"]],
  ["a filter that is cut off", { userFilter: "(uid={name}" }, ["directory-filter"]],
  ["a name where `*` cannot stand", { userFilter: "(uid>={name})" }, ["directory-filter"]],
  ["groups of everybody", { groups: { from: "search", filter: "(cn=x)" } }, ["directory-filter-member"]],
  ["groups that are not searched", { groups: { from: "nested", filter: "(cn=x)" } }, []],
  ["a group by its short name", { roles: [{ group: "operators", role: "viewer" }] }, ["directory-dn"]],
  ["a group with a comma", { roles: [{ group: "CN=night\\, shift,DC=plant", role: "viewer" }] }, []],
  ["a base that is cut off", { base: "DC=plant,", groups: { base: "groups" } }, ["directory-dn", "directory-dn"]],
])("[U27] gemba check names mistakes of a directory: %s", (_what, over, expected) => {
  expect(codes(over)).toEqual(expected);
});
