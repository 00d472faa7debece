/** Rights of a hub's users at its sites (docs/rules/company.md). */
import { expect, it } from "vitest";
import type { SiteRights } from "../../../edge/contracts/access/access.ts";
import {
  everySiteRightOf,
  type RightsOfUser,
  siteRightOf,
  siteRightsIn,
  siteRightsText,
  siteRoleOf,
} from "../../../edge/contracts/access/site-rights.ts";

const rights = (text: string): SiteRights => {
  const read = siteRightsIn(text);
  if (read === undefined) throw new Error(`${text} is refused`);
  return read;
};

const rightAt = (user: RightsOfUser, edgeId: string) => siteRightOf(user, { edgeId, names: [] });

it("[CV8] rights are given for all sites or one by one, and the role bounds them", () => {
  const some = rights("all:view,edge-1:act,edge-2:none");
  expect(rightAt({ role: "operator", sites: some }, "edge-1")).toBe("act");
  expect(rightAt({ role: "operator", sites: some }, "edge-2")).toBe("none");
  expect(rightAt({ role: "operator", sites: some }, "edge-3")).toBe("view");
  expect(rightAt({ role: "viewer", sites: some }, "edge-1")).toBe("view");
  expect(rightAt({ role: "admin", sites: rights("none") }, "edge-1")).toBe("none");
  expect(rightAt({ role: "admin", sites: rights("edge-9:act") }, "edge-1")).toBe("none");
});

it("[CV8] users of older files may do at every site what their role allows", () => {
  expect(rightAt({ role: "viewer" }, "any")).toBe("view");
  expect(rightAt({ role: "operator" }, "any")).toBe("act");
});

it("[CV8] rights are written as they are read, and anything else is refused", () => {
  for (const text of ["none", "all:act", "all:view", "edge-1:act", "all:view,edge-1:act,edge-2:none"])
    expect(siteRightsText(rights(text))).toBe(text);
  for (const text of [
    "",
    "all",
    "all:admin",
    "a b:view",
    "../x:act",
    "edge-1:act,edge-1:view",
    "all:act:view",
    "x:act,",
  ])
    expect(siteRightsIn(text), text).toBeUndefined();
  expect(siteRightsIn(Array.from({ length: 2_001 }, (_, i) => `edge-${i}:view`).join(","))).toBeUndefined();
});

const grants = [
  { role: "viewer", sites: ["name:East *"] },
  { role: "engineer", sites: ["edge-7", "name:*华东*"] },
  { role: "operator", sites: ["name:east hall 1"] },
] as const;

it("[CV46] groups give roles by id or by name, the highest counts at each site, and the default is none", () => {
  const user = { role: "viewer", grants } as const;
  const roleAt = (edgeId: string, ...names: string[]) => siteRoleOf(user, { edgeId, names });
  expect(roleAt("edge-1", "East Hall 1")).toBe("operator");
  expect(roleAt("edge-1", "East Hall 2")).toBe("viewer");
  expect(roleAt("edge-1", "East Hall 2", "苏州（华东）")).toBe("engineer");
  expect(roleAt("edge-7")).toBe("engineer");
  expect(roleAt("edge-7", "East Hall 1")).toBe("engineer");
  for (const name of ["West", "North East 1", "East", "eastern", ""])
    expect(roleAt("edge-1", name), name).toBe(undefined);
  expect(roleAt("edge-1")).toBeUndefined();
  expect(siteRightOf(user, { edgeId: "edge-1", names: ["East Hall 2"] })).toBe("view");
  expect(siteRightOf(user, { edgeId: "edge-7", names: [] })).toBe("act");
  // Rights beside the groups would outlive them.
  expect(siteRoleOf({ role: "admin", grants: [], sites: rights("all:act") }, { edgeId: "edge-1", names: [] })).toBe(
    undefined,
  );
});

it("[CV46] a pattern means what stands between its stars, in order, once each, however long it is", () => {
  const isLike = (pattern: string, name: string) =>
    siteRoleOf(
      { role: "viewer", grants: [{ role: "viewer", sites: [`name:${pattern}`] }] },
      { edgeId: "x", names: [name] },
    );
  for (const [pattern, name] of [
    ["*", ""],
    ["*", "any"],
    ["a*b*c", "a-b-b-c"],
    ["a*a", "aa"],
    ["**a**", "xax"],
    ["ＨＡＬＬ 1", "hall 1"],
    ["a.b", "a.b"],
  ] as const)
    expect(isLike(pattern, name), `${pattern} ${name}`).toBe("viewer");
  for (const [pattern, name] of [
    ["a*a", "a"],
    ["ab*ba", "aba"],
    ["a*b*c", "a-c-b"],
    ["a.b", "axb"],
    ["all", "hall"],
    [`${"*a".repeat(100)}*b`, "a".repeat(10_000)],
  ] as const)
    expect(isLike(pattern, name), pattern.slice(0, 20)).toBeUndefined();
});

it("[CV51] what is about the whole hub needs a right at every site, also at those to come", () => {
  expect(everySiteRightOf({ role: "admin" })).toBe("act");
  expect(everySiteRightOf({ role: "viewer" })).toBe("view");
  for (const [text, right] of [
    ["all:act", "act"],
    ["all:act,edge-1:view", "view"],
    ["all:act,edge-1:none", "none"],
    ["edge-1:act,edge-2:act", "none"],
    ["none", "none"],
  ] as const)
    expect(everySiteRightOf({ role: "admin", sites: rights(text) }), text).toBe(right);
  expect(everySiteRightOf({ role: "viewer", grants })).toBe("none");
  expect(everySiteRightOf({ role: "admin", grants: [{ role: "admin", sites: ["all"] }] })).toBe("act");
});
