/** Records as JSON text. */
/** JSON has no NaN; it is written as null, which is not used otherwise. */
export function toText(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "number" && Number.isNaN(member) ? "NaN" : member,
  );
}

export function fromText(text: string): unknown {
  return JSON.parse(text, (_key, member: unknown) => (member === "NaN" ? Number.NaN : member));
}
