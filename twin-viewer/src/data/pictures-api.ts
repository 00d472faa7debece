/** Pictures of hidden dangers and inspections (rules SR28 to SR36). */
import { ask, jsonOf, request } from "./api.ts";

/** A phone at the edge of its network needs longer than a question. */
const SEND_MS = 60_000;

export async function storePicture(blob: Blob): Promise<string> {
  const { id } = await ask<{ readonly id: string }>("/api/v1/safety/pictures", {
    method: "POST",
    headers: { "content-type": blob.type },
    body: blob,
    signal: AbortSignal.timeout(SEND_MS),
  });
  return id;
}

export function pictureAddress(id: string): string {
  return `/api/v1/safety/pictures/${id}`;
}

export async function deletePicture(id: string, reason: string): Promise<void> {
  await request(`${pictureAddress(id)}/deletion`, jsonOf("POST", { reason }));
}

/** Pictures that an alert of an unsafe act has; not what they show. */
export interface ActPicturesAnswer {
  readonly isOn: boolean;
  readonly keepDays: number;
  readonly pictures: readonly { readonly occurrenceUid: string; readonly storedAt: string }[];
}

export function fetchActPictures(alertUid: string): Promise<ActPicturesAnswer> {
  return ask(actPictures(alertUid));
}

/** One of them. The edge records who looks. */
export async function actPictureOf(alertUid: string, occurrenceUid: string): Promise<Blob> {
  const words = new URLSearchParams({ occurrence: occurrenceUid }).toString();
  const answer = await request(`${actPictures(alertUid)}/image?${words}`);
  return await answer.blob();
}

function actPictures(alertUid: string): string {
  return `/api/v1/safety/vision/pictures/${encodeURIComponent(alertUid)}`;
}
