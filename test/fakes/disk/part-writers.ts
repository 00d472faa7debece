/** Writers of single parts: alerts, layout, certificates, evidence about people, and deletion of history. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { openAdviceBook } from "../../../edge/advice/advice-book.ts";
import { AlertLog } from "../../../edge/alerts/alert-log.ts";
import { finishSave } from "../../../edge/config/edit/begun-save.ts";
import { ConfigSaves } from "../../../edge/config/edit/config-saves.ts";
import { createLayoutEditor } from "../../../edge/config/layout-editor.ts";
import type { Alert, AlertView } from "../../../edge/contracts/alerts/alert.ts";
import { openSavedBook } from "../../../edge/explore/saved-book.ts";
import { Spans, writePlacedTo } from "../../../edge/historian/embedded/spans.ts";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { FileEvidence } from "../../../edge/privacy/people-evidence.ts";
import type { Way } from "../../../edge/privacy/tracked-people.ts";
import {
  listCertificates,
  pkiFolder,
  rejectCertificate,
  thumbprintOf,
  trustFile,
} from "../../../edge/sources/opcua/pki/pki.ts";
import { ensureLocalCertificate } from "../../../edge/tls/local-ca.ts";
import { newAdvice } from "../records/advice.ts";
import { T0 } from "../records/work.ts";
import { numbered } from "../source/samples.ts";
import { FakeTags } from "../source/tags.ts";
import { valuesIn } from "./history-writers.ts";
import { each, type Writer } from "./writer.ts";

const log = pino({ level: "silent" });

const alerts: Writer = {
  name: "alert log",
  async work(dir, acknowledge) {
    const { alertLog } = await AlertLog.open(dir, { edge: "edge", log });
    const known: { alert: Alert; acts: [] }[] = [];
    await each(6, async (i) => {
      const alert = { alertUid: String(i), rule: "x".repeat(i * 9) } as unknown as Alert;
      if (i === 4) await alertLog.compact(() => known);
      alertLog.append(alert);
      await alertLog.flush();
      known.push({ alert, acts: [] });
      acknowledge(String(i));
    });
    await alertLog.close().catch(() => undefined);
  },
  async read(dir) {
    const { alertLog, lines } = await AlertLog.open(dir, { edge: "edge", log });
    await alertLog.close();
    return [...new Set(lines.flatMap((line) => ("alert" in line ? [line.alert.alertUid] : [])))];
  },
};

/** Two files that belong together: the start after a kill or a power cut makes them equal. */
const layout: Writer = {
  name: "layout editor",
  isReplaced: true,
  async work(dir, acknowledge) {
    const files = ["gemba.yaml", "floor.yaml"].map((name) => join(dir, name));
    let saves = 0;
    const drawn = { floor: {}, zones: [], routes: [], maps: [], runs: [], assets: [], simulated: false };
    const answer = async () => {
      saves++;
      const contents = new Map(files.map((file) => [file, JSON.stringify({ saves })]));
      const record = files.map((file) => ({ file, before: "", after: "", isMasked: false }));
      return {
        done: { folder: dir, contents, revision: String(saves), needsRestart: false, drawn, record, seen: new Map() },
      } as never;
    };
    const plant = { assets: [] } as never;
    const editor = createLayoutEditor({
      saves: new ConfigSaves({ path: files[0] as string, plant, dataDir: dir, now: () => saves, answer }),
    });
    await each(3, async () => {
      await editor.save({} as never, "li");
      acknowledge(String(saves));
    });
  },
  async read(dir) {
    const savesIn = (name: string): number => {
      const path = join(dir, name);
      return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as { saves: number }).saves : 0;
    };
    finishSave(dir, dir);
    if (savesIn("gemba.yaml") !== savesIn("floor.yaml")) throw new Error("two files of one save differ");
    return [String(savesIn("gemba.yaml"))];
  },
};

const tls: Writer = {
  name: "certificates of the API",
  isReplaced: true,
  async work(dir, acknowledge) {
    await each(2, async (i) => {
      await ensureLocalCertificate(dir, [`host-${i}.example`]);
      acknowledge(String(i));
    });
  },
  async read(dir) {
    const found = existsSync(join(dir, "tls", "server.pem")) ? /host-(\d)\.example/.exec(namesIn(dir))?.[1] : undefined;
    const files = await ensureLocalCertificate(dir, found === undefined ? [] : [`host-${found}.example`]);
    const [cert, authority] = [files.certFile, files.caFile].map((file) => new X509Certificate(readFileSync(file)));
    const key = createPrivateKey(readFileSync(files.keyFile));
    if (cert?.checkPrivateKey(key) !== true) throw new Error("the key is another certificate's");
    if (!cert.verify((authority as X509Certificate).publicKey)) throw new Error("another authority signed it");
    return [found ?? "0"];
  },
};

function namesIn(dir: string): string {
  return new X509Certificate(readFileSync(join(dir, "tls", "server.pem"))).subjectAltName ?? "";
}

let made: Promise<readonly string[]> | undefined;

/** Three certificates, in a folder without faults. */
async function certificates(): Promise<readonly string[]> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-certificates-"));
  const files = await Promise.all(["a", "b", "c"].map((name) => ensureLocalCertificate(join(dir, name), [])));
  const texts = files.map(({ certFile }) => readFileSync(certFile, "utf8"));
  rmSync(dir, { recursive: true, force: true });
  return texts;
}

const pki: Writer = {
  name: "certificates of OPC UA",
  async work(dir, acknowledge) {
    made ??= certificates();
    const texts = await made;
    const outside = mkdtempSync(join(tmpdir(), "gemba-trust-"));
    await each(3, (i) => {
      const file = join(outside, `${i}.pem`);
      writeFileSync(file, texts[i - 1] as string);
      trustFile(pkiFolder(dir), file);
      acknowledge(thumbprint(i));
    });
    await each(1, () => {
      rejectCertificate(pkiFolder(dir), thumbprint(2));
      acknowledge(`rejected ${thumbprint(2)}`);
    });
    rmSync(outside, { recursive: true, force: true });
    function thumbprint(i: number): string {
      return thumbprintOf(new X509Certificate(texts[i - 1] as string).raw);
    }
  },
  async read(dir) {
    return listCertificates(pkiFolder(dir)).flatMap(({ place, thumbprint }) => [thumbprint, `${place} ${thumbprint}`]);
  },
};

const evidence: Writer = {
  name: "positions around safety alerts",
  async work(dir, acknowledge) {
    const kept = new FileEvidence({
      dir: join(dir, "people"),
      days: 1,
      ways: () => [{ x: [1], y: [1] } as unknown as Way],
      placeOf: () => undefined,
      log,
    });
    await each(3, (i) => {
      kept.hear(
        {
          kind: "safety",
          rule: "people-in-cell",
          raisedAt: 1e9,
          alertUid: String(i),
          occurrenceUid: "o",
          assetUid: "a",
        } as unknown as AlertView,
        1e9,
      );
      kept.tick(1e9 + 31e6);
      if (kept.read(String(i)).length > 0) acknowledge(String(i));
    });
  },
  async read(dir) {
    const kept = new FileEvidence({ dir: join(dir, "people"), days: 1, ways: () => [], placeOf: () => undefined, log });
    return [1, 2, 3].map(String).filter((uid) => kept.read(uid).length > 0);
  },
};

const retention: Writer = {
  name: "retention of the commit log",
  without: ["full"],
  isReplaced: true,
  async work(dir, acknowledge, over) {
    const open = await openLog({
      dir,
      edgeId: "edge-1",
      epoch: 1,
      log,
      commitMs: 1,
      tags: FakeTags.ofSize(10),
      segmentBytes: 600,
      maxBytes: 2000,
    });
    await each(6, async (i) => {
      await open.committed(open.push(numbered(i * 50, 50)), over);
      acknowledge(String(i));
    });
    await Promise.race([open.close(), over.aborted ? undefined : once(over, "abort")]);
  },
  async read(dir) {
    rmSync(join(dir, "log.lock"), { force: true });
    const open = await openLog({ dir, edgeId: "edge-1", epoch: 2, log, commitMs: 1, tags: FakeTags.ofSize(10) });
    await open.close();
    const newest = Math.max(0, ...(await valuesIn(dir)));
    return [String(Math.floor((newest + 1) / 50) - 1)];
  },
};

const spanRetention: Writer = {
  name: "retention of spans",
  isReplaced: true,
  async work(dir, acknowledge) {
    const open = await Spans.open(join(dir, "spans"));
    await each(3, async (i) => {
      const building = await open.begin();
      writePlacedTo(building, { logUid: "log", position: i, arrived: null });
      writeFileSync(join(building, "samples.parquet"), Buffer.alloc(100));
      // Later ones have earlier times.
      await open.put(building, { from: (10 - i) * 60e6, to: (11 - i) * 60e6 });
      acknowledge(String(i));
      await open.retire(new Map(), 1e15 + i);
      await open.shrink(150);
    });
  },
  async read(dir) {
    const open = await Spans.open(join(dir, "spans"));
    return [String(Math.max(0, ...open.all().map(({ placed }) => placed?.position ?? 0)))];
  },
};

const savedViews: Writer = {
  name: "explore.log",
  async work(dir, acknowledge) {
    const journal = { record: async () => undefined, missing: async () => new Set<string>(), read: async () => [] };
    const book = await openSavedBook({ dir, journal, log });
    const principal = { user: "li", role: "operator", origin: "api" } as const;
    const content = { from: "2026-11-24T02:00:00Z", to: "2026-11-24T02:00:00Z", text: "remark" };
    await each(3, async (i) => {
      const by = { user: "li", isOperator: true, principal, at: i };
      await book.save({ uid: `a-${i}`, kind: "annotation", scope: "plant", content }, by);
      acknowledge(`a-${i}`);
    });
    await each(1, () => book.close());
  },
  async read(dir) {
    const journal = { record: async () => undefined, missing: async () => new Set<string>(), read: async () => [] };
    const book = await openSavedBook({ dir, journal, log });
    const uids = book.list("annotation", { user: "li" }).map(({ uid }) => uid);
    await book.close();
    return uids;
  },
};

const recommendations: Writer = {
  name: "recommendations.log",
  async work(dir, acknowledge) {
    const book = await adviceIn(dir);
    await each(3, async (i) => {
      await book.note([newAdvice(`k-${i}`)], T0);
      acknowledge(`k-${i}`);
    });
    await each(1, () => book.close());
  },
  async read(dir) {
    const book = await adviceIn(dir);
    const keys = Array.from(book.newestFirst(), ({ key }) => key);
    await book.close();
    return keys;
  },
};

function adviceIn(dir: string) {
  const journal = { record: async () => undefined, missing: async () => new Set<string>(), read: async () => [] };
  const known = { alert: () => undefined, item: () => undefined, items: () => [] };
  return openAdviceBook({ dir, journal, log, known, typeOf: () => undefined, position: () => undefined });
}

export const PART_WRITERS: readonly Writer[] = [
  alerts,
  layout,
  tls,
  pki,
  evidence,
  savedViews,
  recommendations,
  retention,
  spanRetention,
];
