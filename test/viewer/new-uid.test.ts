import { afterEach, expect, it, vi } from "vitest";
import { newUid } from "../../twin-viewer/src/data/new-uid.ts";

afterEach(() => vi.unstubAllGlobals());

it("[PG16] a page that came by plain HTTP from another machine gives its acts identifiers too", () => {
  vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => bytes.map((_, at) => at) });
  expect(newUid()).toBe("000102030405060708090a0b0c0d0e0f");
  vi.unstubAllGlobals();
  expect(new Set(Array.from({ length: 100 }, newUid)).size).toBe(100);
});
