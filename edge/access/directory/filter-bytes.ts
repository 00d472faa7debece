import type { LdapFilter } from "../../contracts/access/ldap-filter.ts";
import { boolean, element, octets } from "./ber.ts";

const LISTS = { and: 0xa0, or: 0xa1 } as const;
const COMPARISONS = { equal: 0xa3, greater: 0xa5, less: 0xa6, approximate: 0xa8 } as const;

/** A filter as a search request carries it (RFC 4511, section 4.5.1.7). */
export function filterBytes(filter: LdapFilter): Buffer {
  switch (filter.op) {
    case "and":
    case "or":
      return element(LISTS[filter.op], ...filter.parts.map(filterBytes));
    case "not":
      return element(0xa2, filterBytes(filter.part));
    case "present":
      return octets(filter.attribute, 0x87);
    case "substring":
      return substringBytes(filter.attribute, filter.pieces);
    case "extensible":
      return element(
        0xa9,
        ...(filter.rule === undefined ? [] : [octets(filter.rule, 0x81)]),
        ...(filter.attribute === undefined ? [] : [octets(filter.attribute, 0x82)]),
        octets(filter.value, 0x83),
        ...(filter.isOfDn ? [boolean(true, 0x84)] : []),
      );
    default:
      return element(COMPARISONS[filter.op], octets(filter.attribute), octets(filter.value));
  }
}

/** The first piece is `initial`, the last one `final`; empty ones are left out. */
function substringBytes(attribute: string, pieces: readonly Uint8Array[]): Buffer {
  const tagged = pieces.map((piece, i) => octets(piece, i === 0 ? 0x80 : i === pieces.length - 1 ? 0x82 : 0x81));
  return element(0xa4, octets(attribute), element(0x30, ...tagged.filter((_, i) => pieces[i]?.length !== 0)));
}
