import { join } from "node:path";
import type { Logger } from "pino";
import { EdgeError } from "../contracts/errors.ts";
import type { Signature, SignatureBook, SignatureMeaning, SignedSubject } from "../contracts/trace/signature.ts";
import { checkedLine } from "../store/checked-line.ts";
import { LineFile } from "../store/line-file.ts";
import { keepDamaged, readRecord } from "../store/record-line.ts";

const FILE = "signatures.log";
const FORMAT = 1;
/** A person who signs a record every minute of a year makes half as many. */
const MOST = 1_000_000;
/** Of one subject. */
const MOST_OF_ONE = 100;

/**
 * Signatures on disk: one checked line `{ v: 1, signature }` each, only added (rule SG6). A torn last line was never
 * answered, and is cut off; damaged lines are left out, and the file as it was is kept beside. Throws EdgeError `disk`,
 * and `conflict` for a file of a newer edge.
 */
export async function openSignatures(
  folder: string,
  meanings: () => readonly SignatureMeaning[],
  log: Logger,
): Promise<SignatureBook & { close(): Promise<void> }> {
  const { file, content } = await LineFile.open(join(folder, FILE));
  const texts = content.toString("utf8").split("\n").slice(0, -1);
  const bySubject = new Map<string, Signature[]>();
  let count = 0;
  const put = (signature: Signature): void => {
    const known = bySubject.get(keyOf(signature));
    if (known === undefined) bySubject.set(keyOf(signature), [signature]);
    else known.push(signature);
    count++;
  };
  try {
    for (const text of texts) {
      const { signature } = (readRecord(text, file.path, FORMAT) ?? {}) as { signature?: Signature };
      if (signature !== undefined) put(signature);
    }
    if (count < texts.length) {
      const aside = await keepDamaged(file.path, content);
      log.error({ path: file.path, badLines: texts.length - count, aside }, "signatures are damaged, and are lost");
      await file.replace([...bySubject.values()].flat().map(lineOf).join(""));
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  let last: Promise<unknown> = Promise.resolve();
  const added = async (signature: Signature): Promise<void> => {
    if (count >= MOST || (bySubject.get(keyOf(signature))?.length ?? 0) >= MOST_OF_ONE)
      throw new EdgeError("conflict", `A record has at most ${MOST_OF_ONE} signatures, and an edge ${MOST}.`);
    await file.append(lineOf(signature)).catch((cause: unknown) => {
      throw new EdgeError("disk", `${file.path} cannot be written; make room or repair the disk`, { cause });
    });
    put(signature);
  };
  return {
    get meanings() {
      return meanings();
    },
    of: (subject) => [...(bySubject.get(keyOf(subject)) ?? [])],
    add: (signature) => {
      // One line at a time; the failure of one does not keep the next from being written.
      const next = last.then(
        () => added(signature),
        () => added(signature),
      );
      last = next;
      return next;
    },
    close: async () => {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}

function keyOf({ kind, id }: SignedSubject): string {
  return `${kind} ${id}`;
}

function lineOf(signature: Signature): string {
  return checkedLine({ v: FORMAT, signature });
}
