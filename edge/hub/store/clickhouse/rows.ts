/** Inserts of blocks, and rows of short answers. */

const ESCAPES = new Map(Object.entries({ t: "\t", n: "\n", r: "\r", b: "\b", f: "\f", "0": "\0" }));

/** Whatever the user's profile says: an answer means that the rows are stored. */
export function insertInto(into: string, token?: string): string {
  const once = token === undefined ? "" : `, insert_deduplicate = 1, insert_deduplication_token = '${token}'`;
  return `INSERT INTO ${into} SETTINGS async_insert = 0${once} FORMAT Native`;
}

/** Of TabSeparated. */
export function rowsIn(answer: Buffer): string[][] {
  const lines = answer.toString("utf8").split("\n");
  return lines.slice(0, -1).map((line) => line.split("\t").map(unescaped));
}

/** Tabs, line ends and backslashes are escaped. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, letter: string) => ESCAPES.get(letter) ?? letter);
}
