/** Photos of a form that are not sent yet, where the device is slow (rules SR34, SR36). */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { png } from "../fakes/safety/pictures.ts";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { fed, launch, MISSING, open } from "./page.ts";

const PHOTO = { name: "p.png", mimeType: "image/png", buffer: png() };
/** Holds every reading of the device's photos until `letPhotosCome` is called. */
const SLOW_PHOTOS = `{
  const get = IDBObjectStore.prototype.get;
  const held = [];
  window.letPhotosCome = () => held.splice(0).forEach((come) => come());
  IDBObjectStore.prototype.get = function (key) {
    const request = get.call(this, key);
    const { transaction } = this;
    Object.defineProperty(transaction, "oncomplete", {
      set(done) {
        this.addEventListener("complete", () => held.push(() => done.call(this)));
      },
    });
    return request;
  };
}`;
/** Holds the end of every writing of the device's photos until `letPhotosBeKept` is called. */
const SLOW_KEEPING = `{
  const put = IDBObjectStore.prototype.put;
  const held = [];
  window.photosHeld = () => held.length;
  window.letPhotosBeKept = () => held.splice(0).forEach((end) => end());
  IDBObjectStore.prototype.put = function (kept) {
    const request = put.call(this, kept);
    Object.defineProperty(this.transaction, "oncomplete", {
      set(done) {
        this.addEventListener("complete", () => held.push(() => done.call(this)));
      },
    });
    return request;
  };
}`;
/** Holds every photo that is to be scaled until `letPhotosScale` is called. */
const SLOW_SCALING = `{
  const { createImageBitmap } = window;
  const held = [];
  window.letPhotosScale = () => held.splice(0).forEach((go) => go());
  window.createImageBitmap = async (...asked) => {
    await new Promise((go) => held.push(go));
    return createImageBitmap(...asked);
  };
}`;
/** Notes what is done with the device's photos, in order. */
const WRITES = `{
  window.photoWrites = [];
  for (const name of ["put", "delete"]) {
    const act = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...asked) {
      photoWrites.push(name);
      return act.apply(this, asked);
    };
  }
}`;

describe.skipIf(MISSING !== "")("photos that are not sent yet", () => {
  let browser: Browser;
  let edge: ViewerEdge;

  beforeAll(async () => {
    browser = await launch();
    edge = await startViewerEdge();
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  it("[SR34] a report that is closed while its photos are still read keeps them; a new one joins them", async () => {
    const { page } = await open(browser, edge.address, {
      hash: "#/safety?l=en&report=zone%3Acell-rob-01",
      script: SLOW_PHOTOS,
    });
    await fed(page);
    const [dialog, file] = [page.locator("dialog"), page.locator("dialog input[type=file]")];
    await file.setInputFiles(PHOTO);
    const kept = page.getByText("1 photo not sent yet; kept on this device");
    await expect
      .poll(async () => {
        await page.evaluate("letPhotosCome()");
        return kept.count();
      })
      .toBe(1);
    await page.reload();
    await fed(page);
    await file.waitFor({ state: "attached" });
    // The device has not answered yet: nothing of it is lost.
    await file.setInputFiles(PHOTO);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.evaluate("letPhotosCome()");
    await page.getByRole("button", { name: "Report a danger" }).click();
    await expect
      .poll(async () => {
        await page.evaluate("letPhotosCome()");
        return page.locator("dialog .photo-strip li").count();
      })
      .toBe(2);
  });

  it("[SR34] a report says that a photo is kept when the device has it; a reload finds it then", async () => {
    const { page } = await open(browser, edge.address, {
      hash: "#/safety?l=en&report=zone%3Acell-rob-01",
      script: SLOW_KEEPING,
    });
    await fed(page);
    const photos = page.locator("dialog .photo-strip li");
    await page.locator("dialog input[type=file]").setInputFiles(PHOTO);
    await expect.poll(() => page.evaluate("photosHeld()")).toBe(1);
    expect(await photos.count()).toBe(1);
    expect(await page.locator("dialog").textContent()).toContain("1 photo not sent yet; being written to this device");
    expect(await page.locator("dialog").textContent()).not.toContain("kept on this device");
    // Looked at in the page: nothing may come between the words and the draft.
    const seen = page.evaluate<string | null>(`new Promise((done) => {
      new MutationObserver(() => {
        if (document.querySelector("dialog").textContent.includes("kept on this device"))
          done(localStorage.getItem("gemba.danger-draft"));
      }).observe(document.querySelector("dialog"), { subtree: true, childList: true, characterData: true });
      letPhotosBeKept();
    })`);
    expect(JSON.parse((await seen) ?? "{}")).toMatchObject({ photos: "1" });
    await page.reload();
    await fed(page);
    await page.getByText("1 photo not sent yet; kept on this device").waitFor();
    expect(await photos.count()).toBe(1);
  });

  it("[SR34] [SR36] an inspection on the phone says that a photo is kept when the device has it", async () => {
    const { page } = await open(browser, edge.address, {
      ...{ hash: "phone.html?l=en#/inspections", width: 390, script: SLOW_KEEPING },
    });
    const main = page.locator("main");
    const begin = async () => await page.locator(".inspect-task").click();
    await begin();
    await page.getByLabel("ok", { exact: true }).check();
    await page.locator("input[type=file]").setInputFiles(PHOTO);
    await expect.poll(() => page.evaluate("photosHeld()")).toBe(1);
    expect(await main.textContent()).toContain("1 photo not sent yet; being written to this device");
    expect(await main.textContent()).not.toContain("kept on this device");
    await page.evaluate("letPhotosBeKept()");
    await page.getByText("1 photo not sent yet; kept on this device").waitFor();
    await page.reload();
    await begin();
    await page.getByText("1 photo not sent yet; kept on this device").waitFor();
  });

  it("[SR34] a report that is opened again while its photo is still scaled goes on with it", async () => {
    const { page } = await open(browser, edge.address, {
      hash: "#/safety?l=en&report=zone%3Acell-rob-01",
      script: SLOW_SCALING,
    });
    await fed(page);
    const dialog = page.locator("dialog");
    await dialog.locator("input[type=file]").setInputFiles(PHOTO);
    for (let times = 0; times < 2; times++) {
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Report a danger" }).click();
      await dialog.waitFor();
    }
    const kept = page.getByText("1 photo not sent yet; kept on this device");
    await expect
      .poll(async () => {
        await page.evaluate("letPhotosScale()");
        return kept.count();
      })
      .toBe(1);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.reload();
    await fed(page);
    await page.getByText("1 photo not sent yet; kept on this device").waitFor();
  });

  it("[SR34] a report that is closed before the device has answered that it has no photo is given up", async () => {
    const { page } = await open(browser, edge.address, {
      hash: "#/safety?l=en&report=zone%3Acell-rob-01",
      script: SLOW_PHOTOS,
    });
    await fed(page);
    const dialog = page.locator("dialog");
    await dialog.waitFor();
    const draft = () => page.evaluate<string | null>("localStorage.getItem('gemba.danger-draft')");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await draft()).not.toBeNull();
    await expect
      .poll(async () => {
        await page.evaluate("letPhotosCome()");
        return await draft();
      })
      .toBeNull();
  });

  it("[SR36] a draft that is given up takes its photos along; a cut list says nothing of drafts", async () => {
    const { page } = await open(browser, edge.address, { hash: "phone.html?l=en#/inspections", width: 390 });
    let answer = { count: 1, open: undefined as unknown };
    await page.route("**/api/v1/safety/inspections", async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      await route.fulfill({ response, json: { ...json, ...(answer.open === undefined ? {} : answer) } });
    });
    await page.locator(".inspect-task").click();
    await page.getByLabel("ok", { exact: true }).check();
    await page.locator("input[type=file]").setInputFiles(PHOTO);
    await page.getByText("1 photo not sent yet; kept on this device").waitFor();
    await page.getByRole("button", { name: "All inspections" }).click();
    expect(await page.getByRole("link", { name: "Team" }).count()).toBe(1);
    answer = { count: 3, open: [] };
    await page.getByText("3 more are not listed.").waitFor();
    expect(await page.getByText("Not sent, and its time is over").count()).toBe(0);
    answer = { count: 0, open: [] };
    await page.getByRole("button", { name: "Discard" }).click();
    const kept = () =>
      page.evaluate<number>(`new Promise((done) => {
        const opening = indexedDB.open("gemba-photos", 1);
        opening.onsuccess = () => {
          const all = opening.result.transaction("drafts").objectStore("drafts").getAllKeys();
          all.onsuccess = () => { opening.result.close(); done(all.result.length); };
        };
      })`);
    await expect.poll(kept).toBe(0);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  it("[SR36] a draft that is given up while its photo is still scaled takes that along", async () => {
    const { page } = await open(browser, edge.address, {
      ...{ hash: "phone.html?l=en#/inspections", width: 390, script: `${SLOW_SCALING}${WRITES}` },
    });
    let isOver = false;
    await page.route("**/api/v1/safety/inspections", async (route) => {
      const response = await route.fetch();
      const answer = { ...(await response.json()), ...(isOver ? { count: 0, open: [] } : {}) };
      await route.fulfill({ response, json: answer });
    });
    await page.locator(".inspect-task").click();
    await page.getByLabel("ok", { exact: true }).check();
    await page.locator("input[type=file]").setInputFiles(PHOTO);
    await page.getByRole("button", { name: "All inspections" }).click();
    isOver = true;
    await page.getByRole("button", { name: "Discard" }).click();
    await expect
      .poll(async () => {
        await page.evaluate("letPhotosScale()");
        return page.evaluate("photoWrites");
      })
      .toEqual(["put", "delete"]);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });
});
