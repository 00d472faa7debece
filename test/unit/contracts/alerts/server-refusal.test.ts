import { expect, it } from "vitest";
import { historyRefusal, serverRefusal } from "../../../../edge/contracts/alerts/server-refusal.ts";

it("[CA8] a server's status is said in words in both languages, its name in brackets", () => {
  expect(serverRefusal("5: BadTooManyMonitoredItems")).toEqual({
    en: "5: the server has no room for more (BadTooManyMonitoredItems)",
    zh: "5: 服务器余量不足（BadTooManyMonitoredItems）",
  });
  expect(serverRefusal(" serviceResult = BadServiceUnsupported (0x800b0000)").zh).toBe(
    "服务器不支持（BadServiceUnsupported）",
  );
  expect(serverRefusal("BadNodeIdUnknown; BadOdd").en).toBe(
    "the server does not know the node (BadNodeIdUnknown); the server refuses this (BadOdd)",
  );
});

it("[CA8] a server without history is said with what to do", () => {
  const { en, zh } = historyRefusal(" serviceResult = BadNotSupported (0x803d0000)");
  expect(en).toMatch(/^the server keeps no history of these items; .*switch on.* \(BadNotSupported\)$/);
  expect(zh).toMatch(/^服务器未保存这些项的历史；.*启用.*（BadNotSupported）$/);
  expect(historyRefusal("BadUserAccessDenied").zh).toContain("授权");
  expect(historyRefusal("source timestamps only").zh).toBe("只有源时间戳");
  expect(historyRefusal("BadTimeout").en).toBe("the server did not answer in time (BadTimeout)");
});
