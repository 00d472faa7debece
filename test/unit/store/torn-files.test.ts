import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserFile } from "../../../edge/access/user-file.ts";
import { openOutOfService } from "../../../edge/alerts/out-of-service.ts";
import { pseudonyms } from "../../../edge/audit/pseudonyms.ts";
import { FileRequests } from "../../../edge/compose/serving/file-requests.ts";
import type { Journal } from "../../../edge/contracts/access/journal.ts";
import { readCursor } from "../../../edge/historian/log/cursor.ts";
import { lockDataFolder, startEpoch } from "../../../edge/model/data-folder.ts";
import { Outbox } from "../../../edge/notify/outbox.ts";
import { AuditMemory } from "../../../edge/pipeline/audit-memory.ts";
import { FileEvidence } from "../../../edge/privacy/people-evidence.ts";
import { Continuity } from "../../../edge/sources/mqtt/continuity.ts";
import { LastHeard } from "../../../edge/sources/mqtt/last-heard.ts";
import { ResumeFile } from "../../../edge/sources/opcua/subscribe/resume-file.ts";

/** Rule FS12 of docs/rules/store.md: files damaged by a crash of an older edge, a bad disk or an edit by hand. */

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-torn-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const log = pino({ level: "silent" });
const ODD = ["null", "0", '"text"', "{}", "[]", "[null]", "\0\0\0\0", "\ufeff{}"];

function leftOf(whole: string): string[] {
  return [...Array.from({ length: whole.length }, (_, bytes) => whole.slice(0, bytes)), ...ODD];
}

const record = { record: async () => ({}) } as unknown as Journal;
const DERIVED: Readonly<Record<string, { file: string; whole: string; open(): unknown }>> = {
  cursor: { file: "influx.json", whole: '{"logUid":"log","position":12}', open: () => readCursor(dir, "influx") },
  "resume.json": {
    file: "resume.json",
    whole: '{"format":1,"point":{"plan":"p","serverStart":1,"subscriptions":[],"missing":[],"owed":[]}}',
    open: () => new ResumeFile(dir).load(),
  },
  "session.json": {
    file: "session.json",
    whole: '{"past":{"newestUs":1,"alive":{"us":1}},"filters":["a"]}',
    open: () => new Continuity(dir, true),
  },
  "last-heard.json": { file: "last-heard.json", whole: '[["node",1,null]]', open: () => new LastHeard(dir) },
  "loss-audit.json": {
    file: "loss-audit.json",
    whole: '{"format":1,"sources":[{"source":"line","at":1,"numbers":[["g/n",3]]}]}',
    open: () => new AuditMemory(join(dir, "loss-audit.json")),
  },
  lock: { file: "lock", whole: '{"pid":4194999,"mark":"a/1"}', open: () => lockDataFolder(dir)[Symbol.dispose]() },
  "notify.jsonl": {
    file: "notify.jsonl",
    whole: '{"item":{"key":"k","channel":"hook","alertUid":"a","priority":1,"at":1}}\n{"over":"hook","keys":["k"]}\n',
    open: async () => await (await Outbox.open(dir, log)).close(),
  },
  "out-of-service.json": {
    file: "out-of-service.json",
    whole: '[{"assetUid":"urn:a","mark":{"at":1,"by":"mia"}}]',
    open: async () => {
      const list = await openOutOfService({ dir, journal: record, log, isKnown: () => true, changed: () => {} });
      return list.of({ assetUid: "urn:a" as never, rule: "r" });
    },
  },
  "reload.request": {
    file: "reload.request",
    whole: '{"id":"1","user":"ann"}',
    open: () => new FileRequests(dir, "reload", async () => ({})).look(),
  },
  "positions around an alert": {
    file: "a_b.json",
    whole: '{"alertUid":"a","occurrenceUid":"b","at":1,"people":[]}',
    open: () => new FileEvidence({ dir, days: 1, ways: () => [], placeOf: () => undefined, log }).read("a"),
  },
};

describe.each(Object.entries(DERIVED))("[FS12] %s", (_name, { file, whole, open }) => {
  it("opens whatever part of it is left", async () => {
    for (const content of leftOf(whole)) {
      writeFileSync(join(dir, file), content.endsWith("\n") || !file.endsWith(".jsonl") ? content : `${content}\n`);
      const failure = await Promise.resolve()
        .then(open)
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      expect(failure, JSON.stringify(content)).toBeUndefined();
    }
  });
});

const NOBODY = { format: "gemba-users", version: 1, users: [], tokens: [], invitations: [], unrecorded: [] };
const PEOPLE = `${JSON.stringify(NOBODY)}\n`;
const RECORDS: Readonly<Record<string, { file: string; whole: string; open(): unknown; says: string }>> = {
  "users.json": {
    file: "users.json",
    whole: PEOPLE.trimEnd(),
    open: () => new UserFile(dir).read(),
    says: "nobody can sign in",
  },
  "edge.json": {
    file: "edge.json",
    whole: '{"version":1,"edgeId":"0193","epoch":7}',
    open: () => startEpoch(dir),
    says: "is damaged; restore it",
  },
  "pseudonyms.key": {
    file: "pseudonyms.key",
    whole: "0123456789abcdef".repeat(4),
    open: () => pseudonyms(dir),
    says: "is damaged; restore it",
  },
};

describe.each(Object.entries(RECORDS))("[FS12] %s", (_name, { file, whole, open, says }) => {
  it("is refused with a remedy, whatever part of it is left", () => {
    writeFileSync(join(dir, file), whole);
    expect(open).not.toThrow();
    for (const content of leftOf(whole)) {
      writeFileSync(join(dir, file), content);
      expect(open, JSON.stringify(content)).toThrow(says);
    }
  });
});
