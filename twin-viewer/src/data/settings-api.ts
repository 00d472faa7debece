/**
 * Requests of the settings screen. Answers have the form of the API; the edge refuses actions without permission and
 * gives the reason.
 */
import { ask } from "./api.ts";

export interface Certificate {
  readonly place: "own" | "trusted" | "rejected";
  readonly thumbprint: string;
  readonly subject: string;
  readonly issuer: string;
  readonly applicationUri: string;
  readonly validTo: string | null;
}

export interface User {
  readonly name: string;
  readonly role: string;
  readonly createdAt: string | null;
}

export interface Channel {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly priorities: readonly number[];
  readonly waiting: number;
  readonly sent: number;
  readonly failed: number;
  readonly lastSentAt: string | null;
  readonly problem: string | null;
}

export interface Entry {
  readonly seq: number;
  readonly at: string | null;
  readonly user: string;
  readonly role: string;
  readonly origin: string;
  readonly action: string;
  readonly target: string;
  readonly result: string;
  readonly reason: string | null;
}

const send = <T>(path: string, method: string, body: object = {}): Promise<T> =>
  ask(
    path,
    method === "DELETE"
      ? { method }
      : { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  );

export const fetchCertificates = async () =>
  (await ask<{ certificates: readonly Certificate[] }>("/api/v1/certificates")).certificates;
export const decideTrust = (thumbprint: string, verdict: "trust" | "reject") =>
  send(`/api/v1/certificates/${thumbprint}/${verdict}`, "POST");

export const fetchUsers = async () => (await ask<{ users: readonly User[] }>("/api/v1/users")).users;
export const addUser = (user: { name: string; role: string; password: string }) => send("/api/v1/users", "POST", user);
/** Path of a one-time link for a new user, which is given this once. */
export const inviteUser = async (role: string) =>
  (await send<{ path: string }>("/api/v1/invitations", "POST", { role })).path;
export const changeRole = (name: string, role: string) =>
  send(`/api/v1/users/${encodeURIComponent(name)}`, "PATCH", { role });
export const removeUser = (name: string) => send(`/api/v1/users/${encodeURIComponent(name)}`, "DELETE");

export const fetchChannels = async () =>
  (await ask<{ channels: readonly Channel[] }>("/api/v1/notify/channels")).channels;
export const testChannel = (id: string) => send(`/api/v1/notify/channels/${encodeURIComponent(id)}/test`, "POST");

export const reloadConfig = () =>
  send<{ applied: readonly string[]; restart: readonly string[] }>("/api/v1/config/reload", "POST");

export const fetchJournal = async (query: Readonly<Record<string, string>>) =>
  (await ask<{ entries: readonly Entry[] }>(`/api/v1/journal?${new URLSearchParams(query).toString()}`)).entries;
