import { beforeEach, describe, expect, it } from "vitest";
import { type Circumstances, refusalOf } from "../../twin-viewer/src/data/may.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";

beforeEach(() => {
  language.value = "en";
});

describe("a forbidden action has a reason", () => {
  const now: Circumstances = {
    account: { users: true, user: "li", role: "operator", provider: null, directory: null },
    isConnected: true,
    isPast: false,
  };

  it("[AV5] by role, sign-in, time and connection", () => {
    expect(refusalOf("operate", now)).toBeNull();
    expect(refusalOf("maintain", now)).toBe("This needs the role Maintainer; yours is Operator.");
    expect(
      refusalOf("operate", {
        ...now,
        account: { users: true, user: null, role: null, provider: null, directory: null },
      }),
    ).toBe("Sign in to do this.");
    expect(refusalOf("operate", { ...now, isPast: true })).toMatch(/shows the past/);
    expect(refusalOf("read", { ...now, isPast: true })).toBeNull();
    expect(refusalOf("operate", { ...now, isConnected: false })).toMatch(/out of reach/);
    expect(refusalOf("trust", { ...now, account: null })).toBeNull();
  });

  it("[AV5] while the edge has no users, an action that needs one explains how to create the first user", () => {
    const local = { ...now, account: { users: false, user: "local", role: "local", provider: null, directory: null } };
    expect(refusalOf("operate", local)).toBeNull();
    for (const asked of ["reset", "maintain", "configure", "layout", "trust", "administer"] as const)
      expect(refusalOf(asked, local), asked).toMatch(/gemba users invite/);
  });
});
