import { expect, it } from "vitest";
import { dnKey } from "../../../../edge/access/directory/dn.ts";

it.each([
  ["CN=Operators, OU=Gemba,DC=Plant", "cn=operators,ou=gemba,dc=plant"],
  ["cn=night\\2C shift,dc=plant", "cn=night\\, shift,dc=plant"],
  ["cn=夜班,dc=plant", "cn=\\E5\\A4\\9C\\E7\\8F\\AD,dc=plant"],
  ["ou=b+cn=a,dc=plant", "cn=A + ou=B,dc=plant"],
])("[U24] %s and %s are one group", (one, other) => {
  expect(dnKey(one)).toBe(dnKey(other));
});

it.each([
  ["cn=a,dc=plant", "cn=a,dc=other,dc=plant"],
  ["cn=a\\,dc=x,dc=plant", "cn=a,dc=x,dc=plant"],
  ["cn=a\\+b,dc=plant", "cn=a+b=,dc=plant"],
  ["cn=a\\=b,dc=plant", "cn=a%3db,dc=plant"],
])("[U24] %s and %s are two groups", (one, other) => {
  expect(dnKey(one)).not.toBe(dnKey(other));
});
