import { EdgeError } from "../contracts/errors.ts";

/**
 * Refuses values from the API that would be references in a config: a user who may change the layout may not read the
 * environment and the files of the edge's machine. Throws EdgeError `bad-request`.
 */
export function refuseReferences(value: unknown, path: readonly string[] = []): void {
  if (typeof value === "string") refuse(value, path);
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    refuse(key, path);
    refuseReferences(inner, [...path, key]);
  }
}

function refuse(text: string, path: readonly string[]): void {
  if (!text.includes("${")) return;
  const place = path.length === 0 ? "the change" : path.join(".");
  throw new EdgeError(
    "bad-request",
    `${place.slice(0, 100)} holds "\${", which only the files of the config may hold. Take it out.`,
  );
}
