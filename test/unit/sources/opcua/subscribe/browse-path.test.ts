import { expect, it } from "vitest";
import { parseBrowsePath, UA_NAMESPACE } from "../../../../../edge/sources/opcua/subscribe/browse-path.ts";

const namespaces = new Map([
  ["mt", "http://opcfoundation.org/UA/MachineTool/"],
  ["own", "urn:own"],
]);

it("prefixes become URIs, no prefix is namespace 0", () => {
  expect(parseBrowsePath("/Objects/mt:Monitoring/own:S1", namespaces)).toEqual([
    { uri: UA_NAMESPACE, name: "Objects" },
    { uri: "http://opcfoundation.org/UA/MachineTool/", name: "Monitoring" },
    { uri: "urn:own", name: "S1" },
  ]);
});

it("relative and absolute paths read the same, doubled slashes are one", () => {
  expect(parseBrowsePath("own:A//own:B/", namespaces)).toEqual(parseBrowsePath("/own:A/own:B", namespaces));
});

it("slash, colon and ampersand in names are written with an ampersand before them (OPC 10000-4, A.2)", () => {
  expect(parseBrowsePath("own:A&/B/C&:D/own:E&&F", namespaces)).toEqual([
    { uri: "urn:own", name: "A/B" },
    { uri: UA_NAMESPACE, name: "C:D" },
    { uri: "urn:own", name: "E&F" },
  ]);
});

it("a second colon belongs to the name", () => {
  expect(parseBrowsePath("own:DB1:Speed", namespaces)).toEqual([{ uri: "urn:own", name: "DB1:Speed" }]);
});

it.each([
  ["4:Speed", /index 4.*prefix/],
  ["nope:Speed", /"nope".*not under "namespaces"/],
  ["own:", /no name after "own:"/],
  ["///", /is empty/],
])("%s is refused with what to change", (path, message) => {
  expect(() => parseBrowsePath(path, namespaces)).toThrow(message);
});
