/** Rights of a hub's users at its sites (docs/rules/company.md). */
import { expect, it } from "vitest";
import type { SiteRights } from "../../../edge/contracts/access/access.ts";
import { siteRightOf, siteRightsIn, siteRightsText } from "../../../edge/contracts/access/site-rights.ts";

const rights = (text: string): SiteRights => {
  const read = siteRightsIn(text);
  if (read === undefined) throw new Error(`${text} is refused`);
  return read;
};

it("[CV8] rights are given for all sites or one by one, and the role bounds them", () => {
  const some = rights("all:view,edge-1:act,edge-2:none");
  expect(siteRightOf({ role: "operator", sites: some }, "edge-1")).toBe("act");
  expect(siteRightOf({ role: "operator", sites: some }, "edge-2")).toBe("none");
  expect(siteRightOf({ role: "operator", sites: some }, "edge-3")).toBe("view");
  expect(siteRightOf({ role: "viewer", sites: some }, "edge-1")).toBe("view");
  expect(siteRightOf({ role: "admin", sites: rights("none") }, "edge-1")).toBe("none");
  expect(siteRightOf({ role: "admin", sites: rights("edge-9:act") }, "edge-1")).toBe("none");
});

it("[CV8] users of older files may do at every site what their role allows", () => {
  expect(siteRightOf({ role: "viewer" }, "any")).toBe("view");
  expect(siteRightOf({ role: "operator" }, "any")).toBe("act");
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
