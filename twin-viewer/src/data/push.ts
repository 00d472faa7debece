/** Web Push of this browser: what the edge offers, and which channels this phone has asked for. */

import { ask, jsonOf } from "./api.ts";
import { keyOfSite } from "./base.ts";

export interface OfferedChannel {
  readonly id: string;
  readonly sends: string;
  readonly priorities: readonly number[];
}

interface Offer {
  readonly publicKey: string | null;
  readonly channels: readonly OfferedChannel[];
}

const KEY = keyOfSite("gemba.push");
const WORKER = "phone-push.js";
/** The worker sees no other page. */
const SCOPE = "phone.html";

/** Whether the browser has Web Push: over HTTPS only, and on iPhones only from the home screen. */
export function hasPush(): boolean {
  return window.isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

export async function fetchOffer(): Promise<Offer> {
  return await ask<Offer>("/api/v1/push");
}

/** Ids of the channels that this browser has asked for. */
function chosenChannels(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

/**
 * Asks the browser, then the edge. Resolves with false where the person or the browser refuses. Rejects as `ask` does.
 */
export async function subscribe(channel: string, publicKey: string, language: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const registration = await navigator.serviceWorker.register(`${WORKER}?lang=${language}`, { scope: SCOPE });
  await activated(registration);
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  await register(channel, subscription);
  keep([...new Set([...chosenChannels(), channel])]);
  return true;
}

export async function unsubscribe(channel: string): Promise<void> {
  const subscription = await presentSubscription();
  if (subscription !== null)
    await ask("/api/v1/push/unsubscribe", jsonOf("POST", { channel, endpoint: subscription.endpoint }));
  const left = chosenChannels().filter((one) => one !== channel);
  if (left.length === 0) await subscription?.unsubscribe();
  keep(left);
}

/** Renews what was asked for; without a subscription of the browser nothing was. */
export async function renew(offered: readonly OfferedChannel[]): Promise<readonly string[]> {
  const subscription = await presentSubscription();
  const wanted = subscription === null ? [] : chosenChannels().filter((id) => offered.some((one) => one.id === id));
  if (subscription !== null) for (const channel of wanted) await register(channel, subscription);
  keep(wanted);
  return wanted;
}

async function register(channel: string, subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  await ask("/api/v1/push/subscribe", jsonOf("POST", { channel, endpoint, p256dh, auth }));
}

async function presentSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** A subscription before the worker works fails. */
async function activated({ active, installing, waiting }: ServiceWorkerRegistration): Promise<void> {
  const worker = installing ?? waiting;
  if (active !== null || worker === null) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  worker.addEventListener("statechange", () => {
    if (worker.state === "activated" || worker.state === "redundant") resolve();
  });
  await promise;
}

function keep(channels: readonly string[]): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(channels));
  } catch {
    // Storage is off: the next visit offers the channels again.
  }
}
