import fc from "fast-check";
import { expect, it } from "vitest";
import { filterBytes } from "../../../../edge/access/directory/filter-bytes.ts";
import { escapedForFilter, parseFilter } from "../../../../edge/contracts/access/ldap-filter.ts";

it("[U23] a typed name is a value of the filter, whatever it contains", () => {
  expect(escapedForFilter("*)(uid=*))(|(uid=\\\0")).toBe("\\2a\\29\\28uid=\\2a\\29\\29\\28|\\28uid=\\5c\\00");
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
      const name = Buffer.from(bytes).toString("latin1");
      const filter = parseFilter(`(uid=${escapedForFilter(name)})`);
      expect(filter.op === "equal" && Buffer.from(filter.value).toString()).toBe(Buffer.from(name).toString());
    }),
  );
});

// The bytes are those that ldapsearch of OpenLDAP sends.
it.each([
  ["(uid=ann)", "a30a0403756964 0403616e6e"],
  ["(cn=*)", "8702636e"],
  ["(cn=a*b*)", "a40c0402636e3006 800161810162"],
  ["(!(a<=1))", "a208a606040161040131"],
  ["(&(a>=1)(b~=2))", "a010a506040161040131a806040162040132"],
  ["(guid=\\00\\ff)", "a30a04046775696404 0200ff"],
  ["(m:1.2.3:=x)", "a90d8105312e322e3382016d830178"],
  ["(o:dn:=x)", "a90982016f8301788401ff"],
])("[U23] %s is sent as RFC 4511 writes it", (text, bytes) => {
  expect(filterBytes(parseFilter(text)).toString("hex")).toBe(bytes.replaceAll(" ", ""));
});

it.each(["", "uid=ann", "(uid=ann", "(uid=ann))", "(&)", "(uid=a(b)", "(uid=\\2)", "(=x)", "(!(a=1)(b=2))", "(a=**b)"])(
  "[U27] %s is no filter",
  (text) => expect(() => parseFilter(text)).toThrow(/RFC 4515/),
);

it("[U27] a filter that is nested too deep is refused", () => {
  expect(() => parseFilter(`${"(!".repeat(100)}(a=1)${")".repeat(100)}`)).toThrow(/RFC 4515/);
});
