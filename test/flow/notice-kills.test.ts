/** Notifications of dangers, permits, overdue work and responses whose process is killed: rule N52. */
import { expect, it } from "vitest";
import { noticeKills } from "../reliability/notices/notice-kills.ts";
import { sizeOf } from "../run/long-sets.ts";
import { randomOf } from "../run/seed.ts";

const KILLS = sizeOf("GEMBA_NOTICE_KILLS", { short: 3, full: 5 });

it("[N52] kill -9 loses no notification, and doubles none but under the id of its message", async () => {
  const { faults, owed } = await noticeKills({ random: randomOf("notice kills"), kills: KILLS });
  expect(faults).toEqual([]);
  expect(owed["changes of work items"]).toBeGreaterThan(10);
});
